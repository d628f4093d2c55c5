import { compileConfiguration, decide, explain, parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, read } from './world.ts';

const test = suite('threat CP17: key material and credentials in what people read');

/** Long enough that no digest or name holds it by chance. */
const canary = (what: string): string => `canary-${what}-0123456789abcdefghijklmnop`;

const encoded = (text: string): string => Buffer.from(text).toString('base64');

const pem = (label: string, text: string): string =>
  encoded(`-----BEGIN ${label}-----\n${Buffer.from(`0\u0000${text}`).toString('base64')}\n-----END ${label}-----\n`);

const secrets = ['crt', 'key', 'password', 'plain', 'annotation', 'label'].map(canary);

const secret = (name: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: {
    namespace: 'infra',
    name,
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': canary('annotation') },
    labels: { note: canary('label') },
  },
  data: {
    'tls.crt': pem('CERTIFICATE', canary('crt')),
    'tls.key': pem(['PRIVATE', 'KEY'].join(' '), canary('key')),
    password: encoded(canary('password')),
  },
  stringData: { plain: canary('plain') },
});

const https = {
  name: 'https',
  port: 443,
  protocol: 'HTTPS',
  tls: { certificateRefs: [{ name: 'cert' }] },
  allowedRoutes: { namespaces: { from: 'All' } },
};

/** Also in the encodings in which it might slip through. */
const hits = (text: string, canaries: readonly string[]): readonly string[] =>
  canaries.filter((one) => [one, encoded(one).slice(4, -8), one.slice(8, 40)].some((form) => text.includes(form)));

test('nothing of a Secret is in the configuration, status, findings, attachments, decisions or explanations', () => {
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge', https, { ...https, name: 'bad', port: 8443, tls: { certificateRefs: [{ name: 'broken' }] } }),
    secret('cert'),
    {
      ...Object.assign({}, secret('broken')),
      data: { 'tls.crt': encoded(canary('crt')), 'tls.key': encoded(canary('key')) },
    },
    ...service('shop/web'),
    route('shop/cart'),
  );
  const { engine } = world;
  const { configuration } = engine;
  assert.ok(
    configuration.gateways[0]?.listeners.some(({ name }) => name === 'https'),
    'the certificate is in use',
  );
  const matcher = compileConfiguration(configuration);
  const request = { gateway: 'infra/edge', port: 443, authority: 'shop.example.com', path: '/' };
  const explained = explain({ configuration, matcher, attachments: engine.attachments() }, request);
  const outputs = {
    configuration,
    status: engine.status(),
    findings: engine.findings(),
    attachments: engine.attachments(),
    decision: decide(matcher, request),
    explained,
  };
  for (const [name, output] of Object.entries(outputs)) assert.equal(hits(JSON.stringify(output), secrets), [], name);
});

test('findings about a broken Secret name the field, not the value', () => {
  const broken = [
    { data: { 'tls.key': { nested: canary('key') } } },
    { data: canary('key') },
    { data: { 'tls.key': `%%%${canary('key')}` } },
    { stringData: [canary('plain')] },
    { type: [canary('password')] },
    { [canary('crt')]: 1, data: { [`${canary('crt')} with spaces`]: 'x' } },
  ];
  for (const fields of broken) {
    const manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'broken' }, ...fields };
    const values = [canary('key'), canary('plain'), canary('password')];
    assert.equal(hits(JSON.stringify(parseResource(manifest).findings), values), [], JSON.stringify(fields));
  }
});

test('YAML that breaks off in the middle of a Secret: the message does not quote it', () => {
  const head = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n';
  for (const body of [
    `data:\n  key: "${canary('key')}\n`,
    `data:\n  key: [${canary('key')}\n`,
    `data: { key: ${canary('key')} }: x\n`,
    `data:\n  key: ${canary('key')}\n key: ${canary('key')}\n`,
    `data:\n  key: *${canary('key')}\n`,
    `data:\n  key: !${canary('key')} x\n`,
    `data:\n  k: ${canary('key')}\n  k: ${canary('key')}\n`,
  ]) {
    const { findings } = read(head + body, 's.yaml');
    assert.equal(hits(JSON.stringify(findings), [canary('key')]), [], body);
  }
  const json = `{"apiVersion":"v1","kind":"Secret","data":{"key":"${canary('key')}",}}`;
  assert.equal(hits(JSON.stringify(read(json, 's.json').findings), [canary('key')]), []);
});

test('credentials that a request carries are not repeated by the decision or the explanation', () => {
  const rules = [
    {
      matches: [
        {
          headers: [
            { name: 'authorization', value: 'Bearer other' },
            { name: 'cookie', value: 'none' },
          ],
        },
      ],
      backendRefs: [],
    },
    { matches: [{ path: { value: '/a' } }], backendRefs: [{ name: 'web', port: 80 }] },
  ];
  const { engine } = createWorld(
    gatewayClass,
    gateway('infra/edge'),
    ...service('shop/web'),
    route('shop/cart', { rules }),
  );
  const { configuration } = engine;
  const matcher = compileConfiguration(configuration);
  const carried = ['authorization', 'cookie', 'proxy-authorization'];
  for (const path of ['/a', '/none']) {
    const request = {
      gateway: 'infra/edge',
      authority: 'shop.example.com',
      path,
      headers: carried.map((name): [string, string] => [name, canary(name)]),
    };
    const text = JSON.stringify([
      decide(matcher, request),
      explain({ configuration, matcher, attachments: engine.attachments() }, request),
    ]);
    assert.equal(hits(text, carried.map(canary)), [], path);
  }
});

test.run();
