import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { core, type Fields, findingsOf, resourceOf } from './objects.ts';

const test = suite('validation: core kinds');

const service = (spec: Fields) => core('Service', { spec });
const ports = (...list: readonly Fields[]) => service({ ports: list });
const slice = (fields: Fields) => core('EndpointSlice', { addressType: 'IPv4', ...fields });
const addresses = (addressType: string, ...list: readonly string[]) =>
  slice({ addressType, endpoints: [{ addresses: list }] });
const secret = (fields: Fields) => core('Secret', fields);

const wrong: readonly (readonly [what: string, object: Fields, finding: string])[] = [
  ['a port outside', ports({ port: 65536 }), 'error schema spec.ports[0].port: must be at most 65535'],
  ['no ports', service({}), 'error schema spec.ports: is required unless clusterIP is None'],
  [
    'ports without names',
    ports({ port: 1, name: 'a' }, { port: 2 }),
    'error schema spec.ports[1].name: is required where a Service has several ports',
  ],
  [
    'a name twice',
    ports({ port: 1, name: 'a' }, { port: 2, name: 'a' }),
    'error schema spec.ports[1].name: another port of the Service has this name',
  ],
  ['a name that is none', ports({ port: 1, name: 'A_' }), 'error schema spec.ports[0].name: must be a DNS label'],
  [
    'a port twice',
    ports({ port: 1, name: 'a' }, { port: 1, name: 'b' }),
    'error schema spec.ports[1]: another entry has this port and protocol',
  ],
  [
    'a protocol',
    ports({ port: 1, protocol: 'tcp' }),
    'error schema spec.ports[0].protocol: must be one of "TCP", "UDP", "SCTP" | did you mean TCP?',
  ],
  [
    'a target port',
    ports({ port: 1, targetPort: 'Not_A_Port' }),
    'error schema spec.ports[0].targetPort: must be a port number, or the name of a port of a container',
  ],
  [
    'an appProtocol',
    ports({ port: 1, appProtocol: 'a b' }),
    'error schema spec.ports[0].appProtocol: must consist of letters, digits, "-", "_", ".", and begin and end with a letter or digit',
  ],
  [
    'a type',
    service({ type: 'clusterip', ports: [{ port: 1 }] }),
    'error schema spec.type: must be one of "ClusterIP", "NodePort", "LoadBalancer", "ExternalName" | did you mean ClusterIP?',
  ],
  [
    'no external name',
    service({ type: 'ExternalName' }),
    'error schema spec.externalName: is required for type ExternalName',
  ],
  [
    'an external name',
    service({ type: 'ExternalName', externalName: 'A_b' }),
    'error schema spec.externalName: must be a DNS name in lower case',
  ],
  ['no addressType', core('EndpointSlice'), 'error schema addressType: is required'],
  ['no address', addresses('IPv4'), 'error schema endpoints[0].addresses: must not be empty'],
  [
    'an IPv4 address',
    addresses('IPv4', '10.0.0.1', '::1'),
    'error schema endpoints[0].addresses[1]: must be an IPv4 address, as addressType says',
  ],
  [
    'an IPv6 address',
    addresses('IPv6', '10.0.0.1'),
    'error schema endpoints[0].addresses[0]: must be an IPv6 address, as addressType says',
  ],
  [
    'a DNS name',
    addresses('FQDN', 'A.test'),
    'error schema endpoints[0].addresses[0]: must be a DNS name in lower case, as addressType says',
  ],
  [
    'a hostname of an endpoint',
    slice({ endpoints: [{ addresses: ['10.0.0.1'], hostname: 'a.b' }] }),
    'error schema endpoints[0].hostname: must be a DNS label',
  ],
  ['a name of a port of a slice', slice({ ports: [{ name: 'A' }] }), 'error schema ports[0].name: must be a DNS label'],
  [
    'a port of a slice twice',
    slice({ ports: [{ port: 1 }, { port: 2 }] }),
    'error schema ports[1].name: another port of the slice has this name',
  ],
  [
    'readiness',
    slice({ endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: 'yes' } }] }),
    'error schema endpoints[0].conditions.ready: must be a boolean, but is a string',
  ],
  [
    'a TLS Secret without a key',
    secret({ type: 'kubernetes.io/tls', data: { 'tls.crt': '' } }),
    'error schema data: needs the key tls.key, because the type is kubernetes.io/tls',
  ],
  [
    'data that is too large',
    core('ConfigMap', { data: { a: 'x'.repeat(1_048_577) } }),
    'error schema data: must have at most 1048576 bytes',
  ],
  [
    'a Secret that is too large',
    secret({ stringData: { a: 'x'.repeat(1_048_577) } }),
    'error schema data: must have at most 1048576 bytes',
  ],
  [
    'a key of a ConfigMap',
    core('ConfigMap', { data: { ok: '', 'a b': '' } }),
    'error schema data: the key of entry 2 must consist of letters, digits, "-", "_", "."',
  ],
  [
    'a ConfigMap with a number',
    core('ConfigMap', { data: { a: 5 } }),
    'error schema data.a: must be a string, but is a number | put the value in quotes',
  ],
  [
    'a key in both parts',
    core('ConfigMap', { data: { a: '' }, binaryData: { a: '' } }),
    'error schema binaryData: data and binaryData must not have a key in common',
  ],
  [
    'binary data',
    core('ConfigMap', { binaryData: { a: '?' } }),
    'error schema binaryData: the value of entry 1 must be base64',
  ],
];

for (const [what, object, finding] of wrong) {
  test(`${what}: refused`, () => {
    assert.equal(findingsOf(object), [finding]);
  });
}

const fine: readonly (readonly [what: string, object: Fields])[] = [
  ['a headless Service without ports', service({ clusterIP: 'None' })],
  ['an external name with its root', service({ type: 'ExternalName', externalName: 'a.test.' })],
  ['the same port for two protocols', ports({ port: 53, name: 'a' }, { port: 53, name: 'b', protocol: 'UDP' })],
  ['target ports', ports({ port: 1, name: 'a', targetPort: 'http' }, { port: 2, name: 'b', targetPort: 8080 })],
  ['an appProtocol', ports({ port: 1, appProtocol: 'kubernetes.io/h2c' })],
  ['addresses of this machine, which a cluster would refuse', addresses('IPv4', '127.0.0.1')],
  ['an IPv6 address', addresses('IPv6', '::1')],
  ['a DNS name', addresses('FQDN', 'a.test.')],
  ['a slice without endpoints', slice({ endpoints: null, ports: null })],
  [
    'a ConfigMap with __proto__',
    JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"__proto__":"a","constructor":"b"}}',
    ),
  ],
  ['base64 with line breaks', secret({ data: { a: 'YWJj\nZGVm\n' } })],
  [
    "a registry's Secret",
    secret({ type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '{}' } }),
  ],
];

for (const [what, object] of fine) {
  test(`${what}: nothing is wrong`, () => {
    assert.equal(findingsOf(object), []);
  });
}

test('defaults of core kinds', () => {
  assert.equal(resourceOf(ports({ port: 80 }))['spec'], { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }] });
  const { endpoints, ports: none } = resourceOf(slice({}));
  assert.equal([endpoints, none], [[], []]);
  assert.equal(resourceOf(slice({ ports: [{ port: 80 }] }))['ports'], [{ name: '', port: 80, protocol: 'TCP' }]);
  assert.is(resourceOf(secret({}))['type'], 'Opaque');
});

test('a Namespace carries its name as a label, which selectors rely on', () => {
  const { metadata } = resourceOf({ ...core('Namespace'), metadata: { name: 'x', labels: { a: 'b' } } });
  assert.equal(metadata, { name: 'x', labels: { a: 'b', 'kubernetes.io/metadata.name': 'x' } });
});

test('__proto__ in a map is a key like any other', () => {
  const result = parseResource(fine.find(([what]) => what.includes('__proto__'))?.[1]);
  assert.ok(result.kind === 'resource' && result.resource.kind === 'ConfigMap');
  assert.equal(Object.entries(result.resource.data ?? {}), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.is(Reflect.get({}, 'a'), undefined);
});

const texts = ['', 'a', 'ab', 'abc', 'héllo', '漢字', '🔑key', '\ud800', '\u007f\u0080\u07ff\u0800\uffff'];

test('stringData is written over data, in base64', () => {
  for (const text of texts) {
    const { data, stringData } = resourceOf(secret({ data: { a: 'AA==', b: 'AQ==' }, stringData: { a: text } }));
    assert.is(stringData, undefined);
    assert.equal(data, { a: Buffer.from(text).toString('base64'), b: 'AQ==' });
  }
});

test('no byte of a Secret is in a finding', () => {
  const canary = 'c4n4ry-V2h5IGFyZSB5b3UgcmVhZGluZw';
  const broken: readonly Fields[] = [
    { data: canary },
    { data: { a: `${canary}!` } },
    { data: { a: [canary] } },
    { data: { [`${canary} b`]: 'x' } },
    { data: { a: { [canary]: canary } } },
    { data: [canary, { [canary]: canary }] },
    { stringData: { [`${canary}/`]: canary } },
    { stringData: canary },
    { type: [canary], immutable: canary },
    { [canary]: canary },
    { type: canary, data: { a: 5 } },
  ];
  for (const fields of broken) {
    const said = JSON.stringify(parseResource(secret(fields)).findings);
    assert.not.ok(said.includes(canary), said);
  }
});

test.run();
