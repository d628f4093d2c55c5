import { type Channel, parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  core,
  type Fields,
  filter,
  findingsOf,
  gateway,
  gatewayClass,
  grant,
  resourceOf,
  route,
  rule,
} from './objects.ts';

const test = suite('validation: unknown fields and old shapes');

const match = (fields: Fields) => rule({ matches: [fields] });
const dropped = 'is not a known field: it is dropped';

const unknown: readonly (readonly [what: string, object: Fields, finding: string, channel?: Channel])[] = [
  [
    'a plural left out',
    route({ hostname: ['a'] }),
    `warning unknown-field spec.hostname: ${dropped} | did you mean hostnames?`,
  ],
  [
    'letters swapped',
    rule({ backednRefs: [] }),
    `warning unknown-field spec.rules[0].backednRefs: ${dropped} | did you mean backendRefs?`,
  ],
  [
    'another case',
    rule({ backendrefs: [] }),
    `warning unknown-field spec.rules[0].backendrefs: ${dropped} | did you mean backendRefs?`,
  ],
  ['nothing like it', route({ zzz: 1 }), `warning unknown-field spec.zzz: ${dropped}`],
  ['a very long name', route({ ['z'.repeat(5000)]: 1 }), `warning unknown-field spec.${'z'.repeat(5000)}: ${dropped}`],
  [
    'a key that needs quotes',
    route({ 'a.b\n\u202e': 1 }),
    `warning unknown-field spec["a.b\\u000a\\u202e"]: ${dropped}`,
  ],
  ['beside spec', { ...route(), data: {} }, `warning unknown-field data: ${dropped}`],
  [
    'in metadata',
    { ...route(), metadata: { name: 'x', lables: {} } },
    `warning unknown-field metadata.lables: ${dropped} | did you mean labels?`,
  ],
  ['a status where the kind has none', { ...grant(), status: {} }, `warning unknown-field status: ${dropped}`],
  [
    'a namespace of a cluster-scoped kind',
    { ...gatewayClass(), metadata: { name: 'x', namespace: 'a' } },
    'warning unknown-field metadata.namespace: GatewayClass has no namespace: it is dropped',
  ],
  [
    'a field of the experimental channel',
    route({ useDefaultGateways: 'All' }),
    'warning unknown-field spec.useDefaultGateways: is a field of the experimental channel only: it is dropped | install the experimental CRDs, or leave it out',
  ],
];

for (const [what, object, finding, channel] of unknown) {
  test(`${what}: a warning, and the object is read`, () => {
    assert.equal(findingsOf(object, channel), [finding]);
    assert.is(parseResource(object).kind, 'resource');
  });
}

test('a field of the experimental channel is known there, however deep it stands', () => {
  const [finding] = findingsOf(rule({ sessionPersistence: {} }));
  assert.match(
    finding ?? '',
    /^warning unknown-field spec\.rules\[0\]\.sessionPersistence: .* experimental channel only/,
  );
});

test('fields of the experimental channel are kept there', () => {
  const kept = route({ useDefaultGateways: 'All' });
  assert.equal(findingsOf(kept, 'experimental'), []);
  assert.equal(resourceOf(kept, 'experimental')['spec'], {
    useDefaultGateways: 'All',
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
  });
  assert.equal(resourceOf(kept)['spec'], { rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] });
});

test('of core kinds nothing can be said about further fields', () => {
  assert.equal(findingsOf(core('Service', { spec: { ports: [{ port: 1 }], ipFamilies: ['IPv4'] }, status: {} })), []);
});

/** Fields that are gone: dropped by the API server, so a warning. */
const gone: readonly (readonly [object: Fields, path: string, fix: RegExp, channel?: Channel])[] = [
  [route({ gateways: { allow: 'All' } }), 'spec.gateways', /parentRefs/],
  [route({ parentRef: { name: 'g' } }), 'spec.parentRef', /parentRefs/],
  [route({ host: 'a.test' }), 'spec.host', /hostnames/],
  [route({ tls: {} }), 'spec.tls', /certificateRefs/],
  [rule({ forwardTo: [{ serviceName: 's', port: 80 }] }), 'spec.rules[0].forwardTo', /backendRefs/],
  [rule({ backend: {} }), 'spec.rules[0].backend', /backendRefs/],
  [match({ pathType: 'Prefix' }), 'spec.rules[0].matches[0].pathType', /PathPrefix/],
  [
    rule({ backendRefs: [{ serviceName: 's', name: 's', port: 80 }] }),
    'spec.rules[0].backendRefs[0].serviceName',
    /name/,
  ],
  [
    filter({ type: 'RequestMirror', requestMirror: { serviceName: 's', backendRef: { name: 's', port: 1 } } }),
    'spec.rules[0].filters[0].requestMirror.serviceName',
    /backendRef/,
  ],
  [
    rule({
      backendRefs: [
        { name: 's', port: 1, filters: [{ type: 'RequestRedirect', requestRedirect: { protocol: 'https' } }] },
      ],
    }),
    'spec.rules[0].backendRefs[0].filters[0].requestRedirect.protocol',
    /scheme/,
  ],
  [
    rule({ sessionPersistence: { sessionName: 's', cookie: {} } }),
    'spec.rules[0].sessionPersistence.sessionName',
    /cookie/,
    'experimental',
  ],
  [
    gateway({ listeners: [{ name: 'a', port: 1, protocol: 'HTTP', routes: {} }] }),
    'spec.listeners[0].routes',
    /allowedRoutes/,
  ],
  [
    gateway({ listeners: [{ name: 'a', port: 1, protocol: 'HTTP', allowRoutes: {} }] }),
    'spec.listeners[0].allowRoutes',
    /allowedRoutes/,
  ],
  [gateway({ backendTLS: {} }), 'spec.backendTLS', /spec\.tls\.backend/],
  [gatewayClass({ controller: 'a.b/c' }), 'spec.controller', /controllerName/],
];

for (const [object, path, fix, channel = 'standard'] of gone) {
  test(`${path} is gone: a warning says what to write`, () => {
    const [finding, ...more] = parseResource(object, { channel }).findings;
    assert.equal([finding?.severity, finding?.rule, finding?.path], ['warning', 'legacy', path]);
    assert.match(finding?.fix ?? '', fix);
    assert.equal(more, []);
  });
}

/** Values that the API server refuses, so an error. */
const refused: readonly (readonly [object: Fields, path: string, fix: RegExp])[] = [
  [match({ path: '/x' }), 'spec.rules[0].matches[0].path', /path: \{type: PathPrefix, value: "\/x"\}/],
  [match({ path: { type: 'Prefix', value: '/x' } }), 'spec.rules[0].matches[0].path.type', /PathPrefix/],
  [match({ headers: { a: 'b' } }), 'spec.rules[0].matches[0].headers', /list/],
  [
    filter({ type: 'RequestHeaderModifier', requestHeaderModifier: { add: { a: 'b' } } }),
    'spec.rules[0].filters[0].requestHeaderModifier.add',
    /list/,
  ],
  [route({ hostnames: [''] }), 'spec.hostnames[0]', /leave it out/],
  [route({ hostnames: ['*'] }), 'spec.hostnames[0]', /leave it out/],
  [
    gateway({ listeners: [{ name: 'a', port: 1, protocol: 'HTTP', hostname: '' }] }),
    'spec.listeners[0].hostname',
    /leave it out/,
  ],
  [
    gateway({ listeners: [{ name: 'a', port: 1, protocol: 'HTTP', hostname: { match: 'Any' } }] }),
    'spec.listeners[0].hostname',
    /hostname: /,
  ],
];

for (const [object, path, fix] of refused) {
  test(`an old form of ${path}: an error says what to write`, () => {
    const [finding, ...more] = parseResource(object).findings;
    assert.equal([finding?.severity, finding?.rule, finding?.path], ['error', 'legacy', path]);
    assert.match(finding?.fix ?? '', fix);
    assert.equal(more, []);
  });
}

const current = 'write apiVersion: gateway.networking.k8s.io/v1';
const group = 'gateway.networking.k8s.io';

const versions: readonly (readonly [apiVersion: string, kind: string, findings: readonly string[]])[] = [
  [
    'networking.x-k8s.io/v1alpha1',
    'HTTPRoute',
    [`error legacy apiVersion: networking.x-k8s.io was the group of the Gateway API before 2021 | ${current}`],
  ],
  [
    `${group}/v1alpha2`,
    'HTTPRoute',
    [`error legacy apiVersion: HTTPRoute is no longer served as v1alpha2 | ${current}`],
  ],
  [
    'discovery.k8s.io/v1beta1',
    'EndpointSlice',
    ['error legacy apiVersion: EndpointSlice is no longer served as v1beta1 | write apiVersion: discovery.k8s.io/v1'],
  ],
  [`${group}/v2`, 'HTTPRoute', [`error schema apiVersion: there is no version "v2" of HTTPRoute | ${current}`]],
  ['v1', 'Gateway', [`error schema apiVersion: Gateway is not in the group "" | ${current}`]],
  [
    'networking.k8s.io/v1',
    'HTTPRoute',
    [`error schema apiVersion: HTTPRoute is not in the group "networking.k8s.io" | ${current}`],
  ],
  [
    `${group}/v1`,
    'Service',
    [`error schema apiVersion: Service is not in the group "${group}" | write apiVersion: v1`],
  ],
  [`${group}/v1`, 'HttpRoute', [`error schema kind: "${group}/v1" has no kind "HttpRoute" | did you mean HTTPRoute?`]],
  [`${group}/v1`, 'Zebra', [`error schema kind: "${group}/v1" has no kind "Zebra"`]],
  ['v1', 'Servcie', ['error schema kind: "v1" has no kind "Servcie" | did you mean Service?']],
  [`${group}/v1`, 'GRPCRoute', ['warning value kind: GRPCRoute is not read yet']],
  [
    'gateway.networking.x-k8s.io/v1alpha1',
    'XBackend',
    ['warning value kind: "XBackend" is experimental and not read yet'],
  ],
  ['apps/v1', 'Deployment', []],
  ['v1', 'Pod', []],
  ['networking.istio.io/v1', 'Gateway', []],
  ['serving.knative.dev/v1', 'Service', []],
];

for (const [apiVersion, kind, findings] of versions) {
  test(`${kind} of ${apiVersion}`, () => {
    const spec = kind === 'HTTPRoute' ? {} : undefined;
    const value = { apiVersion, kind, metadata: { name: 'x' }, addressType: 'IPv4', ...(spec && { spec }) };
    assert.equal(
      findingsOf(value).filter((line) => !line.includes('unknown-field')),
      findings,
    );
    const isError = findings.some((line) => line.startsWith('error'));
    assert.is(parseResource(value).kind, isError ? 'invalid' : 'unsupported');
  });
}

test('an object of an old version is read as the new one, so that everything is said at once', () => {
  const old = { ...rule({ forwardTo: [], filters: [{ type: 'CORS' }] }), apiVersion: 'networking.x-k8s.io/v1alpha1' };
  assert.equal(
    parseResource(old).findings.map(({ rule: by, path }) => `${by} ${path}`),
    ['legacy apiVersion', 'legacy spec.rules[0].forwardTo', 'cel spec.rules[0].filters[0]'],
  );
  const policy = { ...grant(), apiVersion: `${group}/v1alpha2`, kind: 'ReferencePolicy' };
  assert.equal(findingsOf(policy), [
    `error legacy apiVersion: ReferencePolicy was renamed | write apiVersion: ${group}/v1 and kind: ReferenceGrant`,
  ]);
});

test('v1beta1 is as good as v1', () => {
  for (const object of [route(), gateway(), gatewayClass(), grant()]) {
    assert.equal(findingsOf({ ...object, apiVersion: `${group}/v1beta1` }), []);
  }
});

test.run();
