import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  edgeWorld,
  onlyRule,
  parentConditions,
  resourceOf,
  route,
  rulesOf,
  service,
  unchecked,
  type World,
} from '../engine/world.ts';

const test = suite('effective: filters');

const backendRefs = [{ name: 'web', port: 80 }];

const worldOf = (filters: readonly object[], more: object = { backendRefs }): World =>
  edgeWorld(service('shop/web'), service('shop/copy'), route('shop/r', { rules: [{ filters, ...more }] }));

const filtersOf = (...filters: readonly object[]) => onlyRule(worldOf(filters)).filters;

const modifier = (fields: object) => ({ type: 'RequestHeaderModifier', requestHeaderModifier: fields });

test('header changes: names in lower case, values as they are, what is left out is empty', () => {
  const fields = { set: [{ name: 'X-A', value: 'V' }], add: [{ name: 'X-B', value: 'W' }], remove: ['X-C'] };
  const changes = { set: [{ name: 'x-a', value: 'V' }], add: [{ name: 'x-b', value: 'W' }], remove: ['x-c'] };
  assert.equal(filtersOf(modifier(fields)), [{ kind: 'requestHeaders', changes }]);
  assert.equal(filtersOf({ type: 'ResponseHeaderModifier', responseHeaderModifier: {} }), [
    { kind: 'responseHeaders', changes: { set: [], add: [], remove: [] } },
  ]);
});

const twice = [
  ['set and add', { set: [{ name: 'X-A', value: '1' }], add: [{ name: 'x-a', value: '2' }] }],
  ['set and remove', { set: [{ name: 'x-a', value: '1' }], remove: ['X-A'] }],
  ['add and remove', { add: [{ name: 'x-a', value: '1' }], remove: ['x-a'] }],
  [
    'one list in two cases',
    {
      set: [
        { name: 'x-a', value: '1' },
        { name: 'X-A', value: '2' },
      ],
    },
  ],
] as const;

for (const [what, fields] of twice) {
  test(`a header named twice (${what}): the rule is left out`, () => {
    const world = worldOf([modifier(fields)]);
    assert.equal(rulesOf(world), []);
    assert.is(parentConditions(world, 'shop/r')[0], 'Accepted=False/UnsupportedValue');
    assert.match(world.engine.findings()[0]?.message ?? '', 'header x-a');
  });
}

test('filters keep the order in which they are listed', () => {
  const rewrite = { type: 'URLRewrite', urlRewrite: { hostname: 'inner.test' } };
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } };
  const cors = { type: 'CORS', cors: {} };
  assert.equal(
    filtersOf(mirror, rewrite, cors, modifier({})).map(({ kind }) => kind),
    ['mirror', 'rewrite', 'cors', 'requestHeaders'],
  );
});

const rewriteOf = (urlRewrite: object) => filtersOf({ type: 'URLRewrite', urlRewrite });

test('rewrites: the host, the whole path, or the prefix that matched', () => {
  assert.equal(rewriteOf({ hostname: 'inner.test' }), [{ kind: 'rewrite', hostname: 'inner.test' }]);
  assert.equal(rewriteOf({ path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } }), [
    { kind: 'rewrite', path: { kind: 'full', value: '/x' } },
  ]);
  assert.equal(rewriteOf({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '' } }), [
    { kind: 'rewrite', path: { kind: 'prefix', value: '' } },
  ]);
});

const mirrorOf = (fields: object) => {
  const requestMirror = { backendRef: { name: 'copy', port: 80 }, ...fields };
  const [filter] = filtersOf({ type: 'RequestMirror', requestMirror });
  return filter?.kind === 'mirror' ? filter : undefined;
};

for (const [fields, fraction] of [
  [{}, { numerator: 100, denominator: 100 }],
  [{ percent: 42 }, { numerator: 42, denominator: 100 }],
  [{ percent: 0 }, { numerator: 0, denominator: 100 }],
  [{ fraction: { numerator: 1 } }, { numerator: 1, denominator: 100 }],
  [{ fraction: { numerator: 3, denominator: 1000 } }, { numerator: 3, denominator: 1000 }],
] as const) {
  test(`a mirror of ${JSON.stringify(fields)}`, () => {
    assert.equal(mirrorOf(fields)?.fraction, fraction);
    assert.is(mirrorOf(fields)?.backend, 'Service/shop/copy/80');
  });
}

test('a mirror makes its backend part of the configuration', () => {
  const world = worldOf([{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'copy', port: 80 } } }]);
  assert.equal(
    world.engine.configuration.backends.map(({ key }) => key),
    ['Service/shop/copy/80', 'Service/shop/web/80'],
  );
});

test('a mirror to nowhere is dropped, ResolvedRefs says so, and the traffic goes on', () => {
  const world = worldOf([{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'gone', port: 80 } } }]);
  const rule = onlyRule(world);
  assert.equal(rule.filters, []);
  assert.is(rule.action.kind, 'forward');
  assert.equal(parentConditions(world, 'shop/r'), ['Accepted=True/Accepted', 'ResolvedRefs=False/BackendNotFound']);
  assert.is(world.engine.findings()[0]?.path, 'spec.rules[0].filters[0].requestMirror.backendRef');
});

test('CORS: lists as written, five seconds unless said otherwise, no credentials unless allowed', () => {
  assert.equal(filtersOf({ type: 'CORS', cors: { allowOrigins: ['https://a.test'] } }), [
    {
      kind: 'cors',
      allowOrigins: ['https://a.test'],
      allowCredentials: false,
      allowMethods: [],
      allowHeaders: [],
      exposeHeaders: [],
      maxAge: 5,
    },
  ]);
});

test('the caller’s lists are copied, not frozen', () => {
  const cors = { allowOrigins: ['https://a.test'], allowMethods: ['GET'], allowHeaders: ['a'], exposeHeaders: ['b'] };
  const resource = resourceOf(route('shop/r', { rules: [{ filters: [{ type: 'CORS', cors }], backendRefs }] }));
  const world = edgeWorld();
  world.engine.apply([{ kind: 'upsert', resource }]);
  const source = resource.kind === 'HTTPRoute' ? resource.spec.rules[0]?.filters?.[0]?.cors : undefined;
  assert.is(Object.isFrozen(source?.allowOrigins), false);
  assert.is(Object.isFrozen(source?.exposeHeaders), false);
});

const redirectOf = (requestRedirect: object) =>
  onlyRule(worldOf([{ type: 'RequestRedirect', requestRedirect }], {})).action;

test('a redirect answers instead of backends: 302 unless said otherwise, parts left out stay out', () => {
  assert.equal(redirectOf({}), { kind: 'redirect', redirect: { statusCode: 302 } });
  const path = { type: 'ReplaceFullPath', replaceFullPath: '/x' };
  assert.equal(redirectOf({ scheme: 'https', hostname: 'a.test', port: 8443, path, statusCode: 308 }), {
    kind: 'redirect',
    redirect: {
      scheme: 'https',
      hostname: 'a.test',
      port: 8443,
      path: { kind: 'full', value: '/x' },
      statusCode: 308,
    },
  });
});

test('filters beside a redirect stay: they change its answer', () => {
  const redirect = { type: 'RequestRedirect', requestRedirect: {} };
  const response = { type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'a', value: 'b' }] } };
  const rule = onlyRule(worldOf([redirect, response], {}));
  assert.is(rule.action.kind, 'redirect');
  assert.is(rule.filters[0]?.kind, 'responseHeaders');
});

const extension = { type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Guard', name: 'g' } };

test('an extension that is not known must not be skipped: 500 in the rule’s place, ResolvedRefs=False/InvalidKind', () => {
  const world = worldOf([modifier({}), extension]);
  const rule = onlyRule(world);
  assert.is(rule.action.kind === 'respond' && rule.action.statusCode, 500);
  assert.equal(rule.filters, []);
  assert.equal(parentConditions(world, 'shop/r'), ['Accepted=True/Accepted', 'ResolvedRefs=False/InvalidKind']);
  assert.equal(world.engine.configuration.backends, []);
});

const externalAuth = {
  type: 'ExternalAuth',
  externalAuth: { protocol: 'HTTP', http: {}, backendRef: { name: 'auth', port: 80 } },
};

test('ExternalAuth fails closed, even where it is the only rule and the route is not accepted', () => {
  const world = worldOf([externalAuth]);
  assert.is(onlyRule(world).action.kind, 'respond');
  assert.equal(parentConditions(world, 'shop/r'), [
    'Accepted=False/UnsupportedValue',
    'ResolvedRefs=True/ResolvedRefs',
  ]);
});

test('ExternalAuth beside rules that can be honoured: PartiallyInvalid, and its requests still get 500', () => {
  const rules = [{ matches: [{ path: { value: '/admin' } }], filters: [externalAuth], backendRefs }, { backendRefs }];
  const world = edgeWorld(service('shop/web'), route('shop/r', { rules }));
  assert.equal(
    rulesOf(world).map(({ match, action }) => `${match.path.value} ${action.kind}`),
    ['/admin respond', '/ forward'],
  );
  assert.equal(parentConditions(world, 'shop/r'), [
    'Accepted=True/Accepted',
    'PartiallyInvalid=True/UnsupportedValue',
    'ResolvedRefs=True/ResolvedRefs',
  ]);
});

/** A route with a rule that no API server would let in. */
function uncheckedWorld(rule: object): World {
  const { spec, ...rest } = JSON.parse(JSON.stringify(resourceOf(route('shop/r', {}))));
  const matches = [{ path: { type: 'PathPrefix', value: '/' } }];
  const world = edgeWorld(service('shop/web'));
  world.engine.apply([
    { kind: 'upsert', resource: unchecked({ ...rest, spec: { ...spec, rules: [{ matches, ...rule }] } }) },
  ]);
  return world;
}

const full = { group: '', kind: 'Service', name: 'web', port: 80, weight: 1 };
const redirect = { type: 'RequestRedirect', requestRedirect: { statusCode: 302 } };
const prefix = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' };
const exact = [{ path: { type: 'Exact', value: '/' } }];
const two = [{ path: { type: 'PathPrefix', value: '/a' } }, { path: { type: 'PathPrefix', value: '/b' } }];

for (const [what, rule, reason] of [
  ['a filter type that is not known', { filters: [{ type: 'Later' }] }, 'UnsupportedValue'],
  ['RequestHeaderModifier without its part', { filters: [{ type: 'RequestHeaderModifier' }] }, 'UnsupportedValue'],
  ['ResponseHeaderModifier without its part', { filters: [{ type: 'ResponseHeaderModifier' }] }, 'UnsupportedValue'],
  ['URLRewrite without its part', { filters: [{ type: 'URLRewrite' }] }, 'UnsupportedValue'],
  ['RequestMirror without its part', { filters: [{ type: 'RequestMirror' }] }, 'UnsupportedValue'],
  ['RequestRedirect without its part', { filters: [{ type: 'RequestRedirect' }] }, 'UnsupportedValue'],
  ['CORS without its part', { filters: [{ type: 'CORS' }] }, 'UnsupportedValue'],
  ['one filter twice', { filters: [modifier({}), modifier({})] }, 'IncompatibleFilters'],
  [
    'a redirect beside a rewrite',
    { filters: [redirect, { type: 'URLRewrite', urlRewrite: {} }] },
    'IncompatibleFilters',
  ],
  ['a redirect beside backends', { filters: [redirect], backendRefs: [full] }, 'IncompatibleFilters'],
  [
    'a prefix to replace without a prefix that matched',
    { matches: exact, filters: [{ type: 'URLRewrite', urlRewrite: { path: prefix } }] },
    'UnsupportedValue',
  ],
  [
    'a prefix to replace with two that matched',
    { matches: two, filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 302, path: prefix } }] },
    'UnsupportedValue',
  ],
  [
    'a path modifier that is not known',
    { filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'Later' } } }] },
    'UnsupportedValue',
  ],
] as const) {
  test(`${what}: the rule is left out, Accepted=False/${reason}`, () => {
    const world = uncheckedWorld(rule);
    assert.equal(rulesOf(world), []);
    assert.is(parentConditions(world, 'shop/r')[0], `Accepted=False/${reason}`);
  });
}

test('an extension without its reference closes its rule all the same', () => {
  const rule = onlyRule(uncheckedWorld({ filters: [{ type: 'ExtensionRef' }] }));
  assert.is(rule.action.kind, 'respond');
});

test.run();
