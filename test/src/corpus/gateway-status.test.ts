import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { authority, createWorld, gatewayConditionOf, tlsSecret, type World } from '../unit/gateways/gateway-world.ts';
import { corpusFiles, readCorpus, withCorpus } from './corpus.ts';

const test = suite('corpus: what the conformance suite wants of Gateways');

const home = 'gateway-conformance-infra';

const gatewayClass = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'any' },
  spec: { controllerName: 'routeward.dev/gateway-controller' },
};

/** What the suite makes by itself before it applies the manifests. */
const prepared = [
  gatewayClass,
  tlsSecret(`${home}/tls-validity-checks-certificate`),
  tlsSecret('gateway-conformance-web-backend/certificate'),
  authority(`${home}/tls-validity-checks-ca-certificate`),
  authority(`${home}/tls-validity-checks-per-port-ca-certificate`),
  authority('gateway-conformance-web-backend/web-backend-cm'),
];

const kinds = ['Gateway', 'HTTPRoute', 'ReferenceGrant', 'Secret', 'Service'];

const isManifest = (value: unknown): value is { readonly kind: string; readonly metadata: { readonly name: string } } =>
  typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;

function manifestsOf(file: string, replacements: Readonly<Record<string, string>> = {}): readonly unknown[] {
  const all = { '{GATEWAY_CLASS_NAME}': 'any', ...replacements };
  const text = Object.entries(all).reduce(
    (before, [from, to]) => before.replaceAll(from, to),
    readCorpus(`conformance/tests/${file}.yaml`),
  );
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((value) => isManifest(value) && kinds.includes(value.kind));
}

function worldOf(manifests: readonly unknown[]): World {
  const world = createWorld({}, ...prepared);
  for (const manifest of manifests) world.upsert(manifest);
  return world;
}

type Expectation = readonly [gateway: string, listener: string | undefined, type: string, expected: string];

const listener = (
  name: string,
  section: string,
  ...conditions: readonly (readonly [string, string])[]
): Expectation[] => conditions.map(([type, expected]) => [name, section, type, expected]);

const invalidCertificate = (name: string): Expectation[] =>
  listener(name, 'https', ['ResolvedRefs', 'False/InvalidCertificateRef'], ['Programmed', 'False/Invalid']);

const clientCertificate = (name: string, reason: string): Expectation[] => [
  [name, undefined, 'ResolvedRefs', `False/${reason}`],
  [name, undefined, 'Accepted', 'True/Accepted'],
];

const permitted = (name: string): Expectation[] =>
  listener(name, 'https', ['ResolvedRefs', 'True/ResolvedRefs'], ['Programmed', 'True/Programmed']);

const refusedAuthority = (name: string, section: string, reason: string): Expectation[] =>
  listener(name, section, ['ResolvedRefs', `False/${reason}`], ['Accepted', 'False/NoValidCACertificate']);

const wanted: Readonly<Record<string, readonly Expectation[]>> = {
  'gateway-invalid-route-kind': [
    ...listener('gateway-only-invalid-route-kind', 'http', ['ResolvedRefs', 'False/InvalidRouteKinds']),
    ...listener('gateway-supported-and-invalid-route-kind', 'http', ['ResolvedRefs', 'False/InvalidRouteKinds']),
  ],
  'gateway-invalid-tls-configuration': [
    'gateway-certificate-nonexistent-secret',
    'gateway-certificate-unsupported-group',
    'gateway-certificate-unsupported-kind',
    'gateway-certificate-malformed-secret',
  ].flatMap(invalidCertificate),
  'gateway-invalid-tls-backend-configuration': [
    ...[
      'gateway-client-certificate-nonexistent-secret',
      'gateway-client-certificate-unsupported-group',
      'gateway-client-certificate-unsupported-kind',
      'gateway-client-certificate-malformed-secret',
    ].flatMap((name) => clientCertificate(name, 'InvalidClientCertificateRef')),
    ...clientCertificate('gateway-client-certificate-missing-reference-grant', 'RefNotPermitted'),
  ],
  'gateway-secret-missing-reference-grant': ['https', 'https-nonexistent-secret'].flatMap((section) =>
    listener('gateway-secret-missing-reference-grant', section, ['ResolvedRefs', 'False/RefNotPermitted']),
  ),
  'gateway-secret-invalid-reference-grant': listener('gateway-secret-invalid-reference-grant', 'https', [
    'ResolvedRefs',
    'False/RefNotPermitted',
  ]),
  'gateway-secret-reference-grant-all-in-namespace': permitted('gateway-secret-reference-grant-all-in-namespace'),
  'gateway-secret-reference-grant-specific': permitted('gateway-secret-reference-grant-specific'),
  'gateway-invalid-listeners-unsupported-protocol': [
    ['gateway-only-unsupported-protocols', undefined, 'Accepted', 'False/ListenersNotValid'],
    ['gateway-only-unsupported-protocols', 'invalid', 'Accepted', 'False/UnsupportedProtocol'],
    ['gateway-supported-and-unsupported-protocols', undefined, 'Accepted', 'True/ListenersNotValid'],
    ['gateway-supported-and-unsupported-protocols', 'invalid', 'Accepted', 'False/UnsupportedProtocol'],
    ['gateway-supported-and-unsupported-protocols', 'http', 'Accepted', 'True/Accepted'],
  ],
  'gateway-invalid-parameters-ref': [
    ['gateway-invalid-parameters-ref', undefined, 'Accepted', 'False/InvalidParameters'],
  ],
  'gateway-optional-address-value': [['gateway-without-address-value', undefined, 'Programmed', 'True/Programmed']],
  'gateway-with-clientcertificate-validation': [
    ['client-validation-default', 'https', 'ResolvedRefs', 'True/ResolvedRefs'],
    ['client-validation-default', 'https-with-hostname', 'ResolvedRefs', 'True/ResolvedRefs'],
    ['client-validation-default', undefined, 'InsecureFrontendValidationMode', 'absent'],
  ],
  'gateway-with-clientcertificate-validation-insecure-fallback': [
    ['client-validation-insecure-fallback', undefined, 'InsecureFrontendValidationMode', 'True/ConfigurationChanged'],
    ['client-validation-insecure-fallback', undefined, 'Programmed', 'True/Programmed'],
  ],
  'gateway-with-invalid-clientcertificate-validation': [
    ['gateway-with-invalid-client-cert-validation', 'https', 'ResolvedRefs', 'True/ResolvedRefs'],
    ['gateway-with-invalid-client-cert-validation', undefined, 'Accepted', 'True/ListenersNotValid'],
    ...refusedAuthority('gateway-with-invalid-client-cert-validation', 'https-unresolved', 'InvalidCACertificateRef'),
    ...refusedAuthority(
      'gateway-with-invalid-client-cert-validation',
      'https-invalid-kind',
      'InvalidCACertificateKind',
    ),
    ...refusedAuthority('gateway-with-invalid-client-cert-validation', 'https-grant-missing', 'RefNotPermitted'),
  ],
  'gateway-invalid-default-frontend-client-certificate-validation': [
    ...refusedAuthority('invalid-default-client-validation-config', 'https', 'InvalidCACertificateRef'),
    ...permitted('invalid-default-client-validation-config').map(
      ([name, , type, expected]): Expectation => [name, 'http', type, expected],
    ),
  ],
  'gateway-with-attached-routes': [
    ['gateway-with-one-attached-route', 'http', 'Programmed', 'True/Programmed'],
    ['unresolved-gateway-with-one-attached-unresolved-route', 'tls', 'Programmed', 'False/Invalid'],
    ['unresolved-gateway-with-one-attached-unresolved-route', 'tls', 'ResolvedRefs', 'False/InvalidCertificateRef'],
  ],
};

withCorpus('what the conformance suite wants of Gateways', () => {
  for (const [file, expectations] of Object.entries(wanted)) {
    test(file, () => {
      const world = worldOf(manifestsOf(file));
      const actual = expectations.map(
        ([name, section, type]): Expectation => [
          name,
          section,
          type,
          gatewayConditionOf(world, `${home}/${name}`, type, section),
        ],
      );
      assert.equal(actual, expectations);
    });
  }

  test('gateway-static-addresses: unsupported, then not usable, then programmed, as addresses are taken away', () => {
    const usable = '192.0.2.1';
    const [gateway] = manifestsOf('gateway-static-addresses', {
      PLACEHOLDER_UNUSABLE_ADDRS: '192.0.2.99',
      PLACEHOLDER_USABLE_ADDRS: usable,
    }).map((manifest) => structuredClone(manifest));
    assert.ok(isGatewayWithAddresses(gateway));
    const world = createWorld({ isUsableAddress: ({ value }) => value === usable }, gatewayClass);
    const condition = (type: string): string => gatewayConditionOf(world, `${home}/gateway-static-addresses`, type);
    world.upsert(gateway);
    assert.is(condition('Accepted'), 'False/UnsupportedAddress');
    gateway.spec.addresses.shift();
    world.upsert(gateway);
    assert.is(condition('Accepted'), 'True/Accepted');
    assert.is(condition('Programmed'), 'False/AddressNotUsable');
    gateway.spec.addresses.shift();
    world.upsert(gateway);
    assert.is(condition('Programmed'), 'True/Programmed');
  });

  test('every other Gateway for HTTP in the conformance suite is accepted and programmed', () => {
    const seen: string[] = [];
    for (const path of corpusFiles('conformance/tests', '.yaml')) {
      const file = path.slice('conformance/tests/'.length, -'.yaml'.length);
      // One of them is about a TLS listener, which is not served yet.
      if (!/^(httproute|gateway-http)-/.test(file) || file === 'httproute-disallowed-kind') continue;
      const world = worldOf(manifestsOf(file));
      for (const { namespace, name } of world.engine.configuration.gateways) {
        seen.push(name);
        assert.is(gatewayConditionOf(world, `${namespace}/${name}`, 'Accepted'), 'True/Accepted', `${file} ${name}`);
        assert.is(
          gatewayConditionOf(world, `${namespace}/${name}`, 'Programmed'),
          'True/Programmed',
          `${file} ${name}`,
        );
      }
    }
    assert.ok(seen.length >= 8, seen.join());
  });
});

const isGatewayWithAddresses = (value: unknown): value is { readonly spec: { readonly addresses: unknown[] } } =>
  isManifest(value) && value.kind === 'Gateway' && 'spec' in value;

test.run();
