import type {
  EffectiveConfiguration,
  EffectiveGateway,
  EffectiveListener,
  EffectiveRule,
  NamedMatch,
  PathMatch,
  RuleMatch,
  ValueMatch,
  VirtualHost,
} from '@routeward/core';
import fc from 'fast-check';

const label = fc.constantFrom('a', 'b', 'ab', 'c');
const exactHost = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const hostname = fc.oneof(
  { weight: 4, arbitrary: exactHost },
  { weight: 4, arbitrary: exactHost.map((host) => `*.${host}`) },
  { weight: 1, arbitrary: fc.constant('*') },
);

const segment = fc.constantFrom('a', 'b', 'ab', 'A', 'a-b', '%61', 'c');
const plainPath = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '', '', '/'))
  .map(([segments, end]) => `/${segments.join('/')}${segments.length > 0 ? end : ''}`);
const pathPattern = fc.constantFrom(
  '/a.*',
  '/[ab]+',
  '(?i)/a/b',
  '/(a|ab)/?b*',
  '.*b',
  '/a+b?/.*',
  '/[^/]+/c',
  '/.',
  '(',
);

const path: fc.Arbitrary<PathMatch> = fc.oneof(
  { weight: 6, arbitrary: plainPath.map((value) => ({ kind: 'exact' as const, value })) },
  { weight: 6, arbitrary: plainPath.map((value) => ({ kind: 'prefix' as const, value })) },
  { weight: 2, arbitrary: pathPattern.map((value) => ({ kind: 'regex' as const, value })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('exact' as const, 'prefix' as const), plainPath)
      .map(([kind, value]) => ({ kind, value, ignoreCase: true as const })),
  },
);

const text = fc.constantFrom('1', '2', '1,2', '', 'a b', 'a+b', '%41', 'A', 'é', '12', '1=2');
const valuePattern = fc.constantFrom('[12]', '1.*', '.*', 'a.b', '1?,?2?', '[^,]+', '\\p{L}', '[');

const value: fc.Arbitrary<ValueMatch> = fc.oneof(
  { weight: 5, arbitrary: text.map((exact) => ({ kind: 'exact' as const, value: exact })) },
  { weight: 1, arbitrary: text.map((prefix) => ({ kind: 'prefix' as const, value: prefix })) },
  { weight: 2, arbitrary: valuePattern.map((pattern) => ({ kind: 'regex' as const, value: pattern })) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'present' as const }, { kind: 'absent' as const }) },
);

const named = (names: readonly string[]): fc.Arbitrary<NamedMatch[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<NamedMatch[]>([]) },
    { weight: 1, arbitrary: fc.array(fc.record({ name: fc.constantFrom(...names), value }), { maxLength: 3 }) },
  );

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const match: fc.Arbitrary<RuleMatch> = fc
  .record({
    path,
    method: fc.constantFrom(undefined, undefined, 'GET', 'POST'),
    headers: named(['x', 'y-z']),
    queryParams: named(['q', 'a b', 'é']),
    scheme: seldom(fc.constantFrom('http' as const, 'https' as const)),
    authority: seldom(
      fc.oneof(
        value,
        exactHost.map((host) => ({ kind: 'exact' as const, value: host })),
      ),
    ),
    port: seldom(fc.constantFrom(80, 8080)),
    source: seldom(fc.constant({ namespace: 'n' })),
  })
  .map(({ method, scheme, authority, port, source, ...rest }) => ({
    ...rest,
    ...(method !== undefined && { method }),
    ...(scheme && { scheme }),
    ...(authority && { authority }),
    ...(port !== undefined && { port }),
    ...(source && { source }),
  }));

const toRule = (ruleMatch: RuleMatch, index: number): EffectiveRule => ({
  origin: { route: 'HTTPRoute/n/r', rule: index, match: 0, hostname: '*', createdAt: 0 },
  match: ruleMatch,
  filters: [],
  action: { kind: 'respond', statusCode: 200, reason: '' },
  settings: {},
});

/** True when every host of `inner` is one of `outer`. */
const inside = (inner: string, outer: string): boolean =>
  outer === '*' || inner === outer || (outer.startsWith('*.') && inner.endsWith(outer.slice(1)) && inner !== outer);

const virtualHost: fc.Arbitrary<VirtualHost> = fc
  .record({ hostname, matches: fc.array(match, { maxLength: 10 }) })
  .map(({ matches, hostname: own }) => ({ hostname: own, version: '', rules: matches.map(toRule) }));

const listener: fc.Arbitrary<EffectiveListener> = fc
  .record({
    hostname: fc.oneof({ weight: 3, arbitrary: hostname }, { weight: 1, arbitrary: fc.constant(undefined) }),
    port: fc.constantFrom(80, 80, 80, 8080),
    protocol: fc.constantFrom('HTTP', 'HTTP', 'HTTP', 'HTTPS', 'TLS'),
    virtualHosts: fc.uniqueArray(virtualHost, { minLength: 1, maxLength: 6, selector: (one) => one.hostname }),
  })
  .map(({ hostname: own, virtualHosts, ...rest }) => ({
    name: `${rest.protocol}-${rest.port}-${own ?? ''}`,
    owner: 'Gateway/n/g',
    ...rest,
    ...(own !== undefined && { hostname: own }),
    virtualHosts: virtualHosts
      .map((one) => (inside(one.hostname, own ?? '*') || own === undefined ? one : { ...one, hostname: own }))
      .filter((one, index, all) => all.findIndex(({ hostname: other }) => other === one.hostname) === index)
      .sort((a, b) => (a.hostname < b.hostname ? -1 : 1)),
    streamRules: [],
    version: '',
  }));

const gateway = (name: string): fc.Arbitrary<EffectiveGateway> =>
  fc
    .uniqueArray(listener, { minLength: 1, maxLength: 5, selector: (one) => `${one.port} ${one.hostname ?? '*'}` })
    .map((listeners) => ({ namespace: 'n', name, gatewayClass: 'c', addresses: [], listeners, version: '' }));

/**
 * Effective configurations that are small and full of collisions: few labels and path segments, overlapping
 * wildcards, several listeners on a port, every kind of condition, and rules in any order whatever.
 */
export const collidingConfiguration = (): fc.Arbitrary<EffectiveConfiguration> =>
  fc.tuple(gateway('g'), gateway('h')).map((gateways) => ({ version: '', gateways, backends: [] }));
