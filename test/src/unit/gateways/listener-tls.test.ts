import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayClass, httpListener } from '../../threats/manifests.ts';
import {
  authority,
  base64,
  createWorld,
  edge,
  findingsAt,
  gatewayCondition,
  gatewayStatus,
  httpsListener,
  pem,
  tlsSecret,
  type World,
  worldWith,
} from './gateway-world.ts';

const test = suite('gateways: certificates and client validation');

type Fields = Readonly<Record<string, unknown>>;

const key = 'Gateway/infra/edge';
const at = 'spec.listeners[0].tls.certificateRefs';

const withRefs = (refs: readonly Fields[], ...others: readonly Fields[]): World =>
  worldWith({ listeners: [httpsListener({ tls: { certificateRefs: refs } })] }, ...others);

const tlsOf = ({ engine }: World, name = 'https') =>
  engine.configuration.gateways.flatMap(({ listeners }) => listeners).find((listener) => listener.name === name)?.tls;

const served = (world: World): boolean => tlsOf(world) !== undefined;

test('a certificate is in the configuration as a reference with a digest', () => {
  const world = withRefs([{ name: 'cert' }], tlsSecret('infra/cert'));
  const [certificate, ...others] = tlsOf(world)?.certificates ?? [];
  assert.equal(others, []);
  assert.equal({ ...certificate, digest: '' }, { kind: 'Secret', namespace: 'infra', name: 'cert', digest: '' });
  assert.match(certificate?.digest ?? '', /^[0-9a-f]{16}$/);
  assert.is(tlsOf(world)?.mode, 'Terminate');
  assert.is(tlsOf(world)?.clientValidation, undefined);
});

test('another content has another digest, and the same content the same one', () => {
  const other = { 'tls.crt': base64(`# renewed\n${pem('CERTIFICATE')}`), 'tls.key': base64(pem('PRIVATE KEY')) };
  const world = withRefs([{ name: 'cert' }], tlsSecret('infra/cert'));
  const before = tlsOf(world)?.certificates[0]?.digest;
  const { version } = world.engine.configuration;
  world.upsert(tlsSecret('infra/cert', { data: other }));
  assert.is.not(tlsOf(world)?.certificates[0]?.digest, before);
  assert.is.not(world.engine.configuration.version, version);
  world.upsert(tlsSecret('infra/cert'));
  assert.is(tlsOf(world)?.certificates[0]?.digest, before);
  assert.is(world.engine.configuration.version, version);
});

test('a key that changes alone changes the digest too', () => {
  const digest = (label: string): string | undefined => {
    const data = { 'tls.crt': base64(pem('CERTIFICATE')), 'tls.key': base64(pem(label)) };
    return tlsOf(withRefs([{ name: 'cert' }], tlsSecret('infra/cert', { data })))?.certificates[0]?.digest;
  };
  assert.is.not(digest('PRIVATE KEY'), digest('EC PRIVATE KEY'));
  assert.is.not(digest('PRIVATE KEY'), undefined);
});

for (const [label, ref, ...others] of [
  ['a Secret that is not there', { name: 'cert' }],
  ['a Secret of that name elsewhere', { name: 'cert' }, tlsSecret('other/cert')],
  ['another group', { group: 'example.com', name: 'cert' }, tlsSecret('infra/cert')],
  ['another kind', { kind: 'ConfigMap', name: 'cert' }, authority('infra/cert')],
  ['a Secret of another type', { name: 'cert' }, tlsSecret('infra/cert', { type: 'Opaque' })],
] as const) {
  test(`${label} is no certificate`, () => {
    const world = withRefs([ref], ...others);
    assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), 'False/InvalidCertificateRef');
    assert.is(gatewayCondition(world, 'Programmed', 'https'), 'False/Invalid');
    assert.is(gatewayCondition(world, 'Accepted', 'https'), 'True/Accepted');
    assert.is(gatewayCondition(world, 'Accepted'), 'True/ListenersNotValid');
    assert.is(gatewayCondition(world, 'Programmed'), 'False/Invalid');
    assert.equal(findingsAt(world, key), [`error reference ${at}[0]`]);
    assert.is(served(world), false);
  });
}

test('a listener is served from the change on that brings its Secret, and no more once it is gone', () => {
  const world = withRefs([{ name: 'cert' }]);
  world.upsert(tlsSecret('infra/cert'));
  assert.is(gatewayCondition(world, 'Programmed', 'https'), 'True/Programmed');
  assert.is(served(world), true);
  world.delete('Secret/infra/cert');
  assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), 'False/InvalidCertificateRef');
  assert.is(served(world), false);
});

test('of several certificates those that are there are used, and the others reported', () => {
  const world = withRefs([{ name: 'gone' }, { name: 'cert' }], tlsSecret('infra/cert'));
  assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), 'False/InvalidCertificateRef');
  assert.is(gatewayCondition(world, 'Programmed', 'https'), 'True/Programmed');
  assert.equal(findingsAt(world, key), [`error reference ${at}[0]`]);
  assert.equal(
    tlsOf(world)?.certificates.map(({ name }) => name),
    ['cert'],
  );
});

test('several problems stand in one condition, the first with its reason', () => {
  const world = withRefs([{ namespace: 'other', name: 'cert' }, { name: 'gone' }]);
  const [listener] = gatewayStatus(world).listeners;
  const resolved = listener?.conditions.find(({ type }) => type === 'ResolvedRefs');
  assert.is(resolved?.reason, 'RefNotPermitted');
  assert.match(resolved?.message ?? '', `${at}[0]: `);
  assert.match(resolved?.message ?? '', `${at}[1]: `);
});

test('HTTPS without any certificate is not served', () => {
  const options = { 'example.com/min-version': '1.3' };
  for (const [fields, expected] of [
    [
      { tls: { options } },
      [`error reference ${at}`, 'warning value spec.listeners[0].tls.options[example.com/min-version]'],
    ],
    [{ tls: undefined }, [`error reference ${at}`]],
  ] as const) {
    const world = worldWith({ listeners: [httpsListener(fields)] });
    assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), 'False/InvalidCertificateRef');
    assert.is(served(world), false);
    assert.equal(findingsAt(world, key).toSorted(), expected);
  }
});

test('a mode that the protocol does not have refuses the listener: the CRD does too, an engine may get it all the same', () => {
  for (const [listener, protocol, mode] of [
    [httpsListener(), 'HTTPS', 'Passthrough'],
    [httpsListener(), 'HTTP', 'Terminate'],
  ] as const) {
    const parsed = parseResource(edge({ listeners: [listener] }));
    if (parsed.kind !== 'resource' || parsed.resource.kind !== 'Gateway') throw new Error(JSON.stringify(parsed));
    const { resource } = parsed;
    const listeners = resource.spec.listeners.map((one) => ({ ...one, protocol, tls: { ...one.tls, mode } }));
    const world = createWorld({}, gatewayClass, tlsSecret('infra/cert'));
    world.engine.apply([{ kind: 'upsert', resource: { ...resource, spec: { ...resource.spec, listeners } } }]);
    assert.is(gatewayCondition(world, 'Accepted', 'https'), 'False/UnsupportedValue');
    assert.equal(findingsAt(world, key), ['error value spec.listeners[0].tls.mode']);
    assert.is(served(world), false);
  }
});

test('an option of TLS that is not known is a warning', () => {
  const tls = { certificateRefs: [{ name: 'cert' }], options: { 'example.com/x': 'y' } };
  const world = worldWith({ listeners: [httpsListener({ tls })] }, tlsSecret('infra/cert'));
  assert.equal(findingsAt(world, key), ['warning value spec.listeners[0].tls.options[example.com/x]']);
  assert.is(gatewayCondition(world, 'Programmed', 'https'), 'True/Programmed');
});

const caRef = (name: string, more: Fields = {}): Fields => ({ group: '', kind: 'ConfigMap', name, ...more });

const validation = (refs: readonly Fields[], more: Fields = {}): Fields => ({
  validation: { caCertificateRefs: refs, ...more },
});

const withFrontend = (frontend: Fields, ...others: readonly Fields[]): World =>
  worldWith(
    { listeners: [httpsListener(), httpsListener({ name: 'alt', port: 8443 }), httpListener()], tls: { frontend } },
    tlsSecret('infra/cert'),
    ...others,
  );

test('clients are checked by the Gateway’s authorities, on HTTPS listeners only', () => {
  const world = withFrontend({ default: validation([caRef('ca')]) }, authority('infra/ca'));
  const { clientValidation } = tlsOf(world) ?? {};
  assert.is(clientValidation?.mode, 'AllowValidOnly');
  assert.equal(
    clientValidation?.authorities.map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`),
    ['ConfigMap/infra/ca'],
  );
  assert.equal(tlsOf(world, 'alt')?.clientValidation, clientValidation);
  assert.is(tlsOf(world, 'http'), undefined);
  assert.is(gatewayCondition(world, 'InsecureFrontendValidationMode'), 'absent');
  assert.equal(world.engine.findings(), []);
});

test('what is said for a port replaces the default as a whole', () => {
  const perPort = [{ port: 8443, tls: {} }];
  const world = withFrontend({ default: validation([caRef('ca')]), perPort }, authority('infra/ca'));
  assert.is.not(tlsOf(world)?.clientValidation, undefined);
  assert.is(tlsOf(world, 'alt')?.clientValidation, undefined);
  assert.is.not(tlsOf(world, 'alt'), undefined);

  const other = [{ port: 8443, tls: validation([caRef('other')]) }];
  const both = withFrontend(
    { default: validation([caRef('ca')]), perPort: other },
    authority('infra/ca'),
    authority('infra/other'),
  );
  assert.is(tlsOf(both)?.clientValidation?.authorities[0]?.name, 'ca');
  assert.is(tlsOf(both, 'alt')?.clientValidation?.authorities[0]?.name, 'other');
});

for (const [label, ref, reason, ...others] of [
  ['one that is not there', caRef('gone'), 'InvalidCACertificateRef'],
  ['one without ca.crt', caRef('ca'), 'InvalidCACertificateRef', authority('infra/ca', { data: {} })],
  ['one without any data', caRef('ca'), 'InvalidCACertificateRef', authority('infra/ca', { data: undefined })],
  [
    'one that is no PEM',
    caRef('ca'),
    'InvalidCACertificateRef',
    authority('infra/ca', { data: { 'ca.crt': 'hello' } }),
  ],
  ['one of another kind', caRef('ca', { kind: 'Service' }), 'InvalidCACertificateKind', authority('infra/ca')],
  ['one of another group', caRef('ca', { group: 'example.com' }), 'InvalidCACertificateKind', authority('infra/ca')],
  ['one that is not granted', caRef('ca', { namespace: 'other' }), 'RefNotPermitted', authority('other/ca')],
] as const) {
  test(`as the only authority, ${label} closes the HTTPS listeners and leaves HTTP alone`, () => {
    const world = withFrontend({ default: validation([ref]) }, ...others);
    for (const listener of ['https', 'alt']) {
      assert.is(gatewayCondition(world, 'ResolvedRefs', listener), `False/${reason}`);
      assert.is(gatewayCondition(world, 'Accepted', listener), 'False/NoValidCACertificate');
      assert.is(gatewayCondition(world, 'Programmed', listener), 'False/Invalid');
      assert.is(tlsOf(world, listener), undefined);
    }
    assert.is(gatewayCondition(world, 'Programmed', 'http'), 'True/Programmed');
    assert.is(gatewayCondition(world, 'Accepted'), 'True/ListenersNotValid');
    const path = 'spec.tls.frontend.default.validation.caCertificateRefs';
    assert.equal(findingsAt(world, key), [`error reference ${path}`, `error reference ${path}[0]`]);
  });

  test(`beside a good authority, ${label} is reported, and clients are checked by the good one`, () => {
    const world = withFrontend({ default: validation([ref, caRef('good')]) }, authority('infra/good'), ...others);
    assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), `False/${reason}`);
    assert.is(gatewayCondition(world, 'Accepted', 'https'), 'True/Accepted');
    assert.is(gatewayCondition(world, 'Programmed', 'https'), 'True/Programmed');
    assert.equal(
      tlsOf(world)?.clientValidation?.authorities.map(({ name }) => name),
      ['good'],
    );
  });
}

test('a mode that lets in clients without a certificate shows on the Gateway, and goes when it goes', () => {
  const insecure = validation([caRef('ca')], { mode: 'AllowInsecureFallback' });
  const perPort = [{ port: 8443, tls: insecure }];
  const world = withFrontend({ default: insecure, perPort }, authority('infra/ca'));
  assert.is(gatewayCondition(world, 'InsecureFrontendValidationMode'), 'True/ConfigurationChanged');
  assert.is(tlsOf(world)?.clientValidation?.mode, 'AllowInsecureFallback');
  assert.equal(findingsAt(world, key), [
    'warning value spec.tls.frontend.default.validation.mode',
    'warning value spec.tls.frontend.perPort[0].tls.validation.mode',
  ]);
  const secure = withFrontend({ default: validation([caRef('ca')]) }, authority('infra/ca'));
  assert.is(gatewayCondition(secure, 'InsecureFrontendValidationMode'), 'absent');
});

test('a change of an authority reaches the configuration', () => {
  const world = withFrontend({ default: validation([caRef('ca')]) }, authority('infra/ca'));
  const before = tlsOf(world)?.clientValidation?.authorities[0]?.digest;
  world.upsert(authority('infra/ca', { data: { 'ca.crt': `${pem('CERTIFICATE')}${pem('CERTIFICATE')}` } }));
  assert.is.not(tlsOf(world)?.clientValidation?.authorities[0]?.digest, before);
});

for (const [label, ref, reason, ...others] of [
  ['missing', { name: 'client' }, 'False/InvalidClientCertificateRef'],
  [
    'of another kind',
    { kind: 'Nothing', name: 'client' },
    'False/InvalidClientCertificateRef',
    tlsSecret('infra/client'),
  ],
  [
    'of another group',
    { group: 'a.b', name: 'client' },
    'False/InvalidClientCertificateRef',
    tlsSecret('infra/client'),
  ],
  ['malformed', { name: 'client' }, 'False/InvalidClientCertificateRef', tlsSecret('infra/client', { type: 'Opaque' })],
  ['not granted', { namespace: 'other', name: 'client' }, 'False/RefNotPermitted', tlsSecret('other/client')],
  ['good', { name: 'client' }, 'True/ResolvedRefs', tlsSecret('infra/client')],
] as const) {
  test(`a client certificate for backends that is ${label} shows on the Gateway, which stays accepted`, () => {
    const tls = { backend: { clientCertificateRef: ref } };
    const world = worldWith({ listeners: [httpListener()], tls }, ...others);
    assert.is(gatewayCondition(world, 'ResolvedRefs'), reason);
    assert.is(gatewayCondition(world, 'Accepted'), 'True/Accepted');
    assert.is(gatewayCondition(world, 'Programmed'), 'True/Programmed');
    const expected = label === 'good' ? [] : ['error reference spec.tls.backend.clientCertificateRef'];
    assert.equal(findingsAt(world, key), expected);
  });
}

test('no byte of a Secret and none of an authority is in anything that comes out', () => {
  const frontend = { default: validation([caRef('ca')]) };
  const listeners = [httpsListener({ tls: { certificateRefs: [{ name: 'cert' }, { name: 'broken' }] } })];
  const data = { 'tls.crt': base64('topsecretcertificate'), 'tls.key': base64('topsecretkey') };
  const world = worldWith(
    { listeners, tls: { frontend } },
    tlsSecret('infra/cert'),
    tlsSecret('infra/broken', { data }),
    authority('infra/ca'),
  );
  const { configuration } = world.engine;
  const output = JSON.stringify([
    configuration,
    world.engine.status(),
    world.engine.findings(),
    world.engine.attachments(),
  ]);
  assert.match(output, 'InvalidCertificateRef');
  for (const secret of [
    'topsecret',
    base64('topsecret').slice(0, 10),
    'MAMCAQE',
    base64(pem('PRIVATE KEY')).slice(20, 40),
  ]) {
    assert.is(output.includes(secret), false, secret);
  }
});

test.run();
