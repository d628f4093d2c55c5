import { parseResource } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Fields,
  filter,
  findingsOf,
  gateway,
  gatewayClass,
  grant,
  listener,
  resourceOf,
  route,
  rule,
} from './objects.ts';

const test = suite('validation: types, limits, lists and defaults');

const headers = (...names: readonly string[]) =>
  rule({ matches: [{ headers: names.map((name) => ({ name, value: 'a' })) }] });
const changes = (fields: Fields) => filter({ type: 'RequestHeaderModifier', requestHeaderModifier: fields });
const hostnamePattern = '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';

const wrong: readonly (readonly [what: string, object: unknown, findings: readonly string[]])[] = [
  ['no object', 5, ['error schema : must be an object with apiVersion and kind']],
  ['a list', [], ['error schema : must be an object with apiVersion and kind']],
  ['no head', {}, ['error schema apiVersion: is required', 'error schema kind: is required']],
  [
    'a head of other types',
    { apiVersion: 1, kind: [] },
    ['error schema apiVersion: must be a string', 'error schema kind: must be a string'],
  ],
  ['no spec', { ...route(), spec: null }, ['error schema spec: is required']],
  ['a spec that is a list', { ...route(), spec: [] }, ['error schema spec: must be an object, but is a list']],
  ['no metadata', { ...route(), metadata: undefined }, ['error schema metadata: is required']],
  [
    'a boolean for a string',
    route({ hostnames: [true] }),
    ['error schema spec.hostnames[0]: must be a string, but is a boolean | put the value in quotes'],
  ],
  [
    'a string for a number',
    rule({ backendRefs: [{ name: 's', port: '80' }] }),
    [
      'error schema spec.rules[0].backendRefs[0].port: must be a number, but is a string | write the number without quotes',
    ],
  ],
  [
    'a text for a number',
    rule({ backendRefs: [{ name: 's', port: 'http' }] }),
    ['error schema spec.rules[0].backendRefs[0].port: must be a number, but is a string'],
  ],
  [
    'half a port',
    gateway({ listeners: [listener({ port: 1.5 })] }),
    ['error schema spec.listeners[0].port: must be a whole number, but is a number that is not whole'],
  ],
  [
    'an object for a list',
    route({ rules: {} }),
    ['error schema spec.rules: must be a list, but is an object | write a list: put "- " before the first field'],
  ],
  ['null in a list', route({ rules: [null] }), ['error schema spec.rules[0]: must be an object, but is null']],
  [
    'a string for a boolean',
    filter({ type: 'CORS', cors: { allowCredentials: 'true' } }),
    [
      'error schema spec.rules[0].filters[0].cors.allowCredentials: must be a boolean, but is a string | write it without quotes',
    ],
  ],
  [
    'a text for a map',
    { ...route(), metadata: { name: 'x', labels: 'a' } },
    ['error schema metadata.labels: must be an object, but is a string'],
  ],
  [
    'a choice in another case',
    rule({ matches: [{ method: 'get' }] }),
    [
      'error schema spec.rules[0].matches[0].method: must be one of "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" | did you mean GET?',
    ],
  ],
  [
    'no choice',
    rule({ matches: [{ method: 5 }] }),
    [
      'error schema spec.rules[0].matches[0].method: must be one of "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"',
    ],
  ],
  ['a choice left out', filter({}), ['error schema spec.rules[0].filters[0].type: is required']],
  [
    'a number outside a choice',
    filter({ type: 'RequestRedirect', requestRedirect: { statusCode: 300 } }),
    ['error schema spec.rules[0].filters[0].requestRedirect.statusCode: must be one of 301, 302, 303, 307, 308'],
  ],
  [
    'too long',
    gateway({ gatewayClassName: 'x'.repeat(254) }),
    ['error schema spec.gatewayClassName: must have at most 253 characters'],
  ],
  ['empty', gateway({ gatewayClassName: '' }), ['error schema spec.gatewayClassName: must not be empty']],
  [
    'too many',
    route({ hostnames: Array(17).fill('a') }),
    ['error schema spec.hostnames: must have at most 16 elements'],
  ],
  ['an empty list', route({ rules: [] }), ['error schema spec.rules: must not be empty']],
  [
    'too many entries',
    gateway({ infrastructure: { labels: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, ''])) } }),
    ['error schema spec.infrastructure.labels: must have at most 8 entries'],
  ],
  [
    'a value of a map that is too long',
    gateway({ infrastructure: { labels: { a: 'x'.repeat(64) } } }),
    ['error schema spec.infrastructure.labels.a: must have at most 63 characters'],
  ],
  [
    'a value of a map of another type',
    gateway({ infrastructure: { labels: { a: 1 } } }),
    ['error schema spec.infrastructure.labels.a: must be a string, but is a number | put the value in quotes'],
  ],
  [
    'too large',
    rule({ backendRefs: [{ name: 's', port: 1, weight: 1_000_001 }] }),
    ['error schema spec.rules[0].backendRefs[0].weight: must be at most 1000000'],
  ],
  [
    'too small',
    gateway({ listeners: [listener({ port: 0 })] }),
    ['error schema spec.listeners[0].port: must be at least 1'],
  ],
  [
    'an upper-case hostname',
    route({ hostnames: ['A.test'] }),
    [`error schema spec.hostnames[0]: must match ${hostnamePattern} | write it in lower case`],
  ],
  [
    'a hostname with a port',
    route({ hostnames: ['a.test:80'] }),
    [`error schema spec.hostnames[0]: must match ${hostnamePattern}`],
  ],
  [
    'a header twice',
    headers('a', 'a'),
    ['error list spec.rules[0].matches[0].headers[1]: name "a" is there already, at [0]'],
  ],
  [
    'a header removed twice',
    changes({ remove: ['a', 'b', 'a'] }),
    ['error list spec.rules[0].filters[0].requestHeaderModifier.remove[2]: "a" is there already, at [0]'],
  ],
  [
    'a status code twice',
    rule({ retry: { codes: [500, 500] } }),
    ['error list spec.rules[0].retry.codes[1]: 500 is there already, at [0]'],
  ],
];

for (const [what, object, findings] of wrong) {
  test(`${what}: refused`, () => {
    assert.equal(findingsOf(object), findings);
    assert.is(parseResource(object).kind, 'invalid');
  });
}

test('headers are told apart by case, as the API server does', () => {
  assert.equal(findingsOf(headers('a', 'A')), []);
});

test('what is too long is counted in characters', () => {
  const description = (text: string) => findingsOf(gatewayClass({ description: text }));
  assert.equal(description('𝒳'.repeat(64)), []);
  assert.equal(description('𝒳'.repeat(65)), ['error schema spec.description: must have at most 64 characters']);
  assert.equal(description('x'.repeat(1000)), ['error schema spec.description: must have at most 64 characters']);
});

test('a value of headers is stricter in the experimental channel', () => {
  const both = [
    changes({ set: [{ name: 'a', value: 'b  c' }] }),
    rule({ matches: [{ headers: [{ name: 'a', value: 'b  c' }] }] }),
  ];
  for (const object of both) {
    assert.equal(findingsOf(object), []);
    assert.match(findingsOf(object, 'experimental').join(), /value: must match/);
  }
  assert.equal(findingsOf(changes({ set: [{ name: 'a', value: 'b c\td' }] }), 'experimental'), []);
});

test('a pattern that takes exponential time when it is written as in the CRD takes none', () => {
  const value = `${'a'.repeat(4000)}\u0001`;
  assert.match(findingsOf(changes({ set: [{ name: 'a', value }] }), 'experimental').join(), /must match/);
});

test('rules are asked after errors of pattern and lower limit, not after others', () => {
  const filters = [{ type: 'CORS' }];
  const rulesOf = (object: Fields) => parseResource(object).findings.filter(({ rule: by }) => by === 'cel').length;
  assert.is(rulesOf(route({ hostnames: ['A'], rules: [{ filters }] })), 1);
  assert.is(rulesOf(route({ hostnames: [''], rules: [{ filters, retry: { attempts: -1 } }] })), 1);
  assert.is(rulesOf(route({ hostnames: [5], rules: [{ filters }] })), 0);
  assert.is(rulesOf(route({ hostnames: Array(17).fill('a'), rules: [{ filters }] })), 0);
  assert.is(rulesOf(route({ hostnames: ['x'.repeat(254)], rules: [{ filters }] })), 0);
  assert.is(rulesOf(route({ rules: [{ filters, matches: [{ method: 'get' }] }] })), 0);
  assert.is(rulesOf({ ...route({ rules: [{ filters }] }), metadata: {} }), 0);
});

test('null counts as absent', () => {
  const spec = { hostnames: null, rules: [{ matches: null, filters: null, timeouts: { request: null } }] };
  assert.equal(resourceOf(route(spec))['spec'], {
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], timeouts: {} }],
  });
});

test('defaults of a route', () => {
  const spec = {
    parentRefs: [{ name: 'g' }],
    rules: [
      {
        matches: [
          { path: { value: '/a' }, headers: [{ name: 'a', value: 'b' }] },
          { queryParams: [{ name: 'a', value: 'b' }] },
        ],
        backendRefs: [{ name: 's', port: 80 }],
        filters: [
          { type: 'RequestMirror', requestMirror: { backendRef: { name: 's', port: 80 }, fraction: { numerator: 1 } } },
          { type: 'CORS', cors: {} },
        ],
        retry: {},
      },
      { filters: [{ type: 'RequestRedirect', requestRedirect: {} }] },
    ],
  };
  assert.equal(resourceOf(route(spec))['spec'], {
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' }],
    rules: [
      {
        matches: [
          { path: { type: 'PathPrefix', value: '/a' }, headers: [{ type: 'Exact', name: 'a', value: 'b' }] },
          { path: { type: 'PathPrefix', value: '/' }, queryParams: [{ type: 'Exact', name: 'a', value: 'b' }] },
        ],
        filters: [
          {
            type: 'RequestMirror',
            requestMirror: {
              backendRef: { group: '', kind: 'Service', name: 's', port: 80 },
              fraction: { numerator: 1, denominator: 100 },
            },
          },
          { type: 'CORS', cors: { maxAge: 5 } },
        ],
        backendRefs: [{ group: '', kind: 'Service', name: 's', port: 80, weight: 1 }],
        retry: { attempts: 1 },
      },
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 302 } }],
      },
    ],
  });
});

test('defaults of a route in the experimental channel', () => {
  const { spec } = resourceOf(rule({ sessionPersistence: { cookie: {} } }), 'experimental');
  assert.match(
    JSON.stringify(spec),
    '"sessionPersistence":{"type":"Cookie","cookie":{"path":"/","lifetimeType":"Session"}}',
  );
});

test('defaults of a Gateway', () => {
  const spec = {
    listeners: [
      listener(),
      listener({
        name: 'tls',
        port: 443,
        protocol: 'HTTPS',
        tls: { certificateRefs: [{ name: 'c' }] },
        allowedRoutes: { kinds: [{ kind: 'HTTPRoute' }] },
      }),
      listener({ name: 'sel', port: 81, allowedRoutes: { namespaces: { selector: { matchLabels: { a: 'b' } } } } }),
    ],
    addresses: [{ value: '10.0.0.1' }],
    allowedListeners: {},
    tls: {
      backend: { clientCertificateRef: { name: 'c' } },
      frontend: { default: { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] } } },
    },
  };
  const same = { namespaces: { from: 'Same' } };
  const secret = { group: '', kind: 'Secret', name: 'c' };
  assert.equal(resourceOf(gateway(spec))['spec'], {
    gatewayClassName: 'class',
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: same },
      {
        name: 'tls',
        port: 443,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [secret] },
        allowedRoutes: { ...same, kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }] },
      },
      {
        name: 'sel',
        port: 81,
        protocol: 'HTTP',
        allowedRoutes: { namespaces: { from: 'Same', selector: { matchLabels: { a: 'b' } } } },
      },
    ],
    addresses: [{ type: 'IPAddress', value: '10.0.0.1' }],
    allowedListeners: { namespaces: { from: 'None' } },
    tls: {
      backend: { clientCertificateRef: secret },
      frontend: {
        default: {
          validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }], mode: 'AllowValidOnly' },
        },
      },
    },
  });
});

test('defaults are not shared between objects', () => {
  const [first, second] = [parseResource(route()), parseResource(route())];
  assert.ok(first.kind === 'resource' && second.kind === 'resource');
  if (first.resource.kind !== 'HTTPRoute' || second.resource.kind !== 'HTTPRoute') throw new Error('two routes');
  assert.is.not(first.resource.spec.rules, second.resource.spec.rules);
  assert.is.not(first.resource.spec.rules[0]?.matches, second.resource.spec.rules[0]?.matches);
});

test('a ReferenceGrant needs from and to', () => {
  assert.equal(findingsOf(grant()), []);
  assert.equal(findingsOf(grant({ from: [], to: null })), [
    'error schema spec.from: must not be empty',
    'error schema spec.to: is required',
  ]);
});

const ip: readonly (readonly [value: string, fine: boolean])[] = [
  ['1.2.3.4', true],
  ['255.255.255.255', true],
  ['1.2.3', false],
  ['1.2.3.4.', false],
  ['01.2.3.4', false],
  ['256.1.1.1', false],
  ['::', true],
  ['::1', true],
  ['1::', true],
  ['1:2:3:4:5:6:7:8', true],
  ['1:2:3:4:5:6:7::', true],
  ['1:2:3:4:5:6:7:8::', false],
  ['::ffff:1.2.3.4', true],
  ['1:2:3:4:5:6:1.2.3.4', true],
  ['1.2.3.4::', false],
  ['1::2::3', false],
  [':::', false],
  ['fe80::1%eth0', false],
  ['[::1]', false],
  ['12345::', false],
  [`${'0:'.repeat(30)}:`, false],
];

for (const [value, fine] of ip) {
  test(`${value} is ${fine ? 'an' : 'no'} IP address`, () => {
    assert.is(findingsOf(gateway({ addresses: [{ value }] })).length === 0, fine);
  });
}

test.run();
