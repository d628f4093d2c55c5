import { type Channel, openApiSchema, parseResource, validateStatus, validateUpdate } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fields, findingsOf, gateway, gatewayClass, listener, route, say } from '../validation/objects.ts';
import { ruleMessages } from './rule-messages.ts';

const test = suite('resources: rules of Gateway and GatewayClass');

const listeners = (...fields: readonly Fields[]) =>
  gateway({ listeners: fields.map((more, index) => listener({ name: `l${index}`, ...more })) });
const addresses = (...values: readonly Fields[]) => gateway({ addresses: values });
const infrastructure = (fields: Fields) => gateway({ infrastructure: fields });
const bundle = { group: 'certificates.k8s.io', kind: 'ClusterTrustBundle', name: 'b', namespace: 'n' };
const validated = (ref: Fields) => ({ validation: { caCertificateRefs: [ref] } });
const certificate = { certificateRefs: [{ name: 'c' }] };
const service = { name: 's', port: 80 };
const filtered = (requests: Fields) => listeners({ filters: { requests: [requests] } });
const auth = (fields: Fields) => filtered({ type: 'ExternalAuth', externalAuth: { backendRef: service, ...fields } });

const characters = '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const keyRule = (start: string) =>
  `${start} keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.`;
const prefixRule = (kind: string) =>
  `If specified, the ${kind} key's prefix must be a DNS subdomain not longer than 253 characters in total.`;
const longKey = `${'a'.repeat(253)}/b`;
const request = 'spec.listeners[0].filters.requests[0]';

const violations: readonly (readonly [message: string, path: string, object: Fields, channel?: Channel])[] = [
  ['IPAddress values must be unique', 'spec.addresses', addresses({ value: '1.2.3.4' }, { value: '1.2.3.4' })],
  [
    'Hostname values must be unique',
    'spec.addresses',
    addresses({ type: 'Hostname', value: 'a.b' }, { type: 'Hostname', value: 'a.b' }),
  ],
  [
    `Hostname value must be empty or contain only valid characters (matching ${characters})`,
    'spec.addresses[0]',
    addresses({ type: 'Hostname', value: 'a_b' }),
  ],
  [
    'Routability must be empty, Cluster, or an implementation-specific prefixed path; k8s.io and its subdomains are reserved',
    'spec.addresses[0].routability',
    addresses({ routability: 'x.k8s.io/a' }),
    'experimental',
  ],
  [keyRule('Label'), 'spec.infrastructure.labels', infrastructure({ labels: { '-a': 'b' } })],
  [prefixRule('label'), 'spec.infrastructure.labels', infrastructure({ labels: { [longKey]: 'b' } })],
  [keyRule('Annotation'), 'spec.infrastructure.annotations', infrastructure({ annotations: { 'a/b/c': 'b' } })],
  [prefixRule('annotation'), 'spec.infrastructure.annotations', infrastructure({ annotations: { [longKey]: 'b' } })],
  ["tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']", 'spec.listeners', listeners({ tls: certificate })],
  [
    'tls mode must be Terminate for protocol HTTPS',
    'spec.listeners',
    listeners({ protocol: 'HTTPS', tls: { mode: 'Passthrough' } }),
  ],
  ['tls mode must be set for protocol TLS', 'spec.listeners', listeners({ protocol: 'TLS' })],
  [
    "hostname must not be specified for protocols ['TCP', 'UDP']",
    'spec.listeners',
    listeners({ protocol: 'TCP', hostname: 'a.test' }),
  ],
  [
    'Listener name must be unique within the Gateway',
    'spec.listeners',
    listeners({ name: 'a' }, { name: 'a', port: 81 }),
  ],
  ['Combination of port, protocol and hostname must be unique for each listener', 'spec.listeners', listeners({}, {})],
  [
    'certificateRefs or options must be specified when mode is Terminate',
    'spec.listeners[0].tls',
    listeners({ protocol: 'HTTPS', tls: {} }),
  ],
  [
    'Port for TLS configuration must be unique within the Gateway',
    'spec.tls.frontend.perPort',
    gateway({
      tls: {
        frontend: {
          default: {},
          perPort: [
            { port: 1, tls: {} },
            { port: 1, tls: {} },
          ],
        },
      },
    }),
  ],
  [
    'ClusterTrustBundle references must not specify namespace',
    'spec.tls.frontend.default.validation.caCertificateRefs',
    gateway({ tls: { frontend: { default: validated(bundle) } } }),
    'experimental',
  ],
  [
    'filters may only be set when protocol is HTTP or HTTPS',
    'spec.listeners[0]',
    listeners({ protocol: 'TCP', filters: {} }),
    'experimental',
  ],
  [
    'filter.externalAuth must be specified for ExternalAuth filter.type',
    request,
    filtered({ type: 'ExternalAuth' }),
    'experimental',
  ],
  [
    'filter.extensionRef must be specified for ExtensionRef filter.type',
    request,
    filtered({ type: 'ExtensionRef' }),
    'experimental',
  ],
  [
    'filter.externalAuth must be nil if the filter.type is not ExternalAuth',
    request,
    filtered({ type: 'ExtensionRef', externalAuth: { protocol: 'HTTP', http: {}, backendRef: service } }),
    'experimental',
  ],
  [
    'filter.extensionRef must be nil if the filter.type is not ExtensionRef',
    request,
    filtered({ type: 'ExternalAuth', extensionRef: { group: 'a', kind: 'B', name: 'c' } }),
    'experimental',
  ],
  [
    'Must have port for Service reference',
    `${request}.externalAuth.backendRef`,
    auth({ protocol: 'HTTP', http: {}, backendRef: { name: 's' } }),
    'experimental',
  ],
  [
    'Must not have port for Backend reference',
    `${request}.externalAuth.backendRef`,
    auth({
      protocol: 'HTTP',
      http: {},
      backendRef: { group: 'gateway.networking.x-k8s.io', kind: 'XBackend', name: 'b', port: 1 },
    }),
    'experimental',
  ],
  [
    "grpc must be specified when protocol is set to 'GRPC'",
    `${request}.externalAuth`,
    auth({ protocol: 'GRPC' }),
    'experimental',
  ],
  [
    "http must be specified when protocol is set to 'HTTP'",
    `${request}.externalAuth`,
    auth({ protocol: 'HTTP' }),
    'experimental',
  ],
  [
    "protocol must be 'GRPC' when grpc is set",
    `${request}.externalAuth`,
    auth({ protocol: 'HTTP', grpc: {} }),
    'experimental',
  ],
  [
    "protocol must be 'HTTP' when http is set",
    `${request}.externalAuth`,
    auth({ protocol: 'GRPC', http: {} }),
    'experimental',
  ],
];

for (const [message, path, object, channel = 'standard'] of violations) {
  test(`${channel}: ${message}`, () => {
    const findings = findingsOf(object, channel);
    assert.ok(findings.includes(`error cel ${path}: ${message}`), findings.join('\n'));
  });
}

for (const channel of ['standard', 'experimental'] as const) {
  test(`every rule of the ${channel} channel is violated above`, () => {
    const told = new Set(violations.map(([message]) => message));
    assert.equal(
      ruleMessages(openApiSchema('Gateway', channel)).filter((message) => !told.has(message)),
      [],
    );
  });
}

const fine: readonly (readonly [what: string, object: Fields, channel?: Channel])[] = [
  ['two addresses without a value', addresses({}, {}, { type: 'Hostname' }, { type: 'Hostname' })],
  ['the same text as address and as hostname', addresses({ value: '1.2.3.4' }, { type: 'Hostname', value: '1.2.3.4' })],
  ['a type that only contains what the pattern names', addresses({ type: 'MyIPAddressType', value: 'x y' })],
  ['a protocol that ends like one with a domain', listeners({ protocol: '??? example.com/x' })],
  ['options instead of certificates', listeners({ protocol: 'HTTPS', tls: { options: { __proto__x: 'y' } } })],
  ['a hostname and none on the same port', listeners({ hostname: 'a.test' }, {})],
  ['passthrough for TLS', listeners({ protocol: 'TLS', tls: { mode: 'Passthrough' } })],
  ['routability of an implementation', addresses({ routability: 'example.com/a' }), 'experimental'],
  [
    'routability within the cluster, or none',
    addresses({ routability: 'Cluster' }, { routability: '' }),
    'experimental',
  ],
  [
    'a trust bundle without a namespace',
    gateway({ tls: { frontend: { default: validated({ ...bundle, namespace: null }) } } }),
    'experimental',
  ],
];

for (const [what, object, channel = 'standard'] of fine) {
  test(`${channel}: ${what}: nothing is wrong`, () => {
    assert.equal(findingsOf(object, channel), []);
  });
}

test('a GatewayClass keeps its controller', () => {
  const read = (value: Fields) => {
    const result = parseResource(value);
    if (result.kind !== 'resource') throw new Error('refused');
    return result.resource;
  };
  const [before, same, other] = [
    gatewayClass(),
    gatewayClass({ description: 'x' }),
    gatewayClass({ controllerName: 'a.b/c' }),
  ].map(read);
  if (before === undefined || same === undefined || other === undefined) throw new Error('three were read');
  assert.equal(validateUpdate(before, same), []);
  assert.equal(validateUpdate(read(gateway()), read(route())), []);
  assert.equal(validateUpdate(before, other).map(say), [
    'error cel spec.controllerName: field is immutable | create another GatewayClass',
  ]);
});

test('addresses in a status are checked when they are written', () => {
  const status = (channel: Channel, ...values: readonly Fields[]) =>
    validateStatus({ ...gateway(), status: { addresses: values } }, { channel }).map(say);
  const message = `Hostname value must only contain valid characters (matching ${characters})`;
  assert.equal(status('standard', { value: '::1' }, { type: 'Hostname', value: 'a.b' }), []);
  assert.equal(status('standard', { type: 'Hostname', value: 'a_b' }), [`error cel status.addresses[0]: ${message}`]);
  assert.equal(status('standard', { value: '1.2.3' }), [
    'error schema status.addresses[0].value: must be an IPv4 or IPv6 address where type is IPAddress',
  ]);
  assert.match(
    status('experimental', { value: '::1', routability: 'x' }).join(),
    /^error cel status.addresses\[0\].routability: Routability/,
  );
  assert.match(
    status('standard', { value: '::1', routability: 'x' }).join(),
    /^warning unknown-field status.addresses\[0\].routability/,
  );
});

test.run();
