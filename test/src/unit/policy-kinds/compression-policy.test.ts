import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: CompressionPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onRoute = (spec: Fields) => policy('CompressionPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('CompressionPolicy', 'gateway', 'Gateway/infra/edge', spec);

const compressionOf = (...policies: readonly Fields[]) => ruleOf(shopWorld(policies)).settings.compression;

test('compresses as it says', () => {
  const spec = { algorithms: ['gzip', 'br'], minimumLength: 10, contentTypes: ['text/plain', 'application/json'] };
  assert.equal(compressionOf(onRoute({ default: spec })), {
    algorithms: ['gzip', 'br'],
    minimumLength: 10,
    contentTypes: ['application/json', 'text/plain'],
  });
});

test('one that says nothing compresses what is worth it', () => {
  const compression = compressionOf(onGateway({}));
  assert.equal(compression?.algorithms, ['br', 'gzip']);
  assert.is(compression?.minimumLength, 1024);
  assert.ok(compression?.contentTypes.includes('text/html'));
});

test('a route may switch it off, unless it is overridden', () => {
  assert.is(compressionOf(onGateway({ default: {} }), onRoute({ default: { enabled: false } })), undefined);
  assert.ok(compressionOf(onGateway({ override: { enabled: true } }), onRoute({ default: { enabled: false } })));
});

test('every bad value is refused by name and path', () => {
  assertRefused('CompressionPolicy', [
    [{ algorithms: ['deflate'] }, 'algorithms[0]'],
    [{ algorithms: ['br', 'br'] }, 'algorithms[1]'],
    [{ minimumLength: -1 }, 'minimumLength'],
    [{ contentTypes: ['text/html; charset=utf-8'] }, 'contentTypes[0]'],
    [{ enabled: 'no' }, 'enabled'],
  ]);
});

test.run();
