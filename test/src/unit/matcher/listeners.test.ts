import { compileConfiguration, compilePort } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asking, configuration, listener, prefix, rule, virtualHost } from './build.ts';

const test = suite('matcher: listeners');

const all = prefix('/');
const only = (name: string, hostname: string) => virtualHost(hostname, rule(name, all));

test('a request may use only the most specific listener, whatever others have for its host', () => {
  const ask = asking(
    configuration(
      listener('any', undefined, [only('any', '*'), only('any-exact', 'a.b.c'), only('any-wide', '*.b.c')]),
      listener('wide', '*.c', [only('wide', '*.c')]),
      listener('narrow', '*.b.c', [virtualHost('*.b.c', rule('narrow', prefix('/narrow')))]),
      listener('exact', 'x.b.c', []),
    ),
  );
  assert.is(ask({ authority: 'z' }), 'any:any');
  assert.is(ask({ authority: 'y.c' }), 'wide:wide');
  assert.is(ask({ authority: 'a.b.c', path: '/narrow' }), 'narrow:narrow');
  assert.is(ask({ authority: 'a.b.c', path: '/' }), 'narrow:', 'never another listener');
  assert.is(ask({ authority: 'x.b.c' }), 'exact:', 'a listener without routes owns its host too');
  assert.is(ask({ authority: 'q.x.b.c', path: '/narrow' }), 'narrow:narrow');
});

test('within a listener a more specific virtual host of its own comes first', () => {
  const ask = asking(
    configuration(
      listener('any', undefined, [only('any', '*')]),
      listener('wide', '*.c', [only('exact', 'a.b.c'), only('middle', '*.b.c'), only('wide', '*.c')]),
    ),
  );
  assert.is(ask({ authority: 'a.b.c' }), 'wide:exact');
  assert.is(ask({ authority: 'b.b.c' }), 'wide:middle');
  assert.is(ask({ authority: 'b.c' }), 'wide:wide');
});

test('no listener covers the host', () => {
  const ask = asking(configuration(listener('l', '*.c', [only('r', '*.c')])));
  assert.is(ask({ authority: 'c' }), '');
});

test('the answer of the request before is gone', () => {
  const ask = asking(configuration(listener('l', 'a', [only('r', 'a')]), listener('m', 'b', [])));
  assert.is(ask({ authority: 'a' }), 'l:r');
  assert.is(ask({ authority: 'b' }), 'm:');
  assert.is(ask({ authority: 'c' }), '');
});

test('only listeners for HTTP and HTTPS are served', () => {
  const config = configuration(
    listener('tls', undefined, [], { protocol: 'TLS', port: 443 }),
    listener('https', 'a', [only('r', 'a')], { protocol: 'HTTPS', port: 443 }),
    listener('tcp', undefined, [], { protocol: 'TCP', port: 90 }),
  );
  const matcher = compileConfiguration(config);
  assert.equal(
    matcher.port('n/g', 443)?.listeners.map(({ name }) => name),
    ['https'],
  );
  assert.is(matcher.port('n/g', 90), undefined);
  assert.is(matcher.port('n/other', 443), undefined);
  assert.equal(matcher.gatewaysOn(443), ['n/g']);
  assert.equal(matcher.gatewaysOn(90), []);
  assert.is(matcher.version, 'v');
});

test('ports are apart', () => {
  const ask = asking(
    configuration(
      listener('one', undefined, [only('one', '*')]),
      listener('two', undefined, [only('two', '*')], { port: 8080 }),
    ),
  );
  assert.is(ask({ authority: 'a' }, 80), 'one:one');
  assert.is(ask({ authority: 'a' }, 8080), 'two:two');
});

test('a port without listeners matches nothing', () => {
  assert.is(
    compilePort([]).match(
      { authority: 'a', path: '/', method: 'GET', rawHeaders: [] },
      { listener: undefined, rule: undefined },
    ),
    false,
  );
});

test.run();
