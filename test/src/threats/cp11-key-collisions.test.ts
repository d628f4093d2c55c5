import { resourceKey } from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { backend, gateway, gatewayClass, httpListener, route, service } from './manifests.ts';
import { createWorld, resourceIfValid } from './world.ts';

const test = suite('threat CP11: two different things under one key');

const shared = [gatewayClass, gateway('infra/edge'), ...service('shop/web')];

const separators = [
  '',
  '/',
  ':',
  '.',
  '|',
  ',',
  ';',
  '=',
  '&',
  ' ',
  '\0',
  '\n',
  '\u001F',
  '%2F',
  '//',
  '\\',
  '"',
  '*',
  '#',
  '?',
];
const part = fc
  .array(fc.constantFrom(...separators, 'a', 'b', '1', '0'), { maxLength: 4 })
  .map((parts) => parts.join(''));

test('names that would run together in a key are refused before they get one', () => {
  fc.assert(
    fc.property(part, part, part, part, (namespaceA, nameA, namespaceB, nameB) => {
      const keys = [
        [namespaceA, nameA],
        [namespaceB, nameB],
      ].map(([namespace, name]) => {
        const resource = resourceIfValid({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } });
        return resource === undefined ? undefined : [resourceKey(resource), resource.metadata];
      });
      const [a, b] = keys;
      if (a === undefined || b === undefined || a[0] !== b[0]) return;
      assert.equal(a[1], b[1]);
    }),
    { numRuns: 500 },
  );
});

test('header values with any separator in them are told apart', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        part.filter((text) => text !== ''),
        { minLength: 2, maxLength: 12 },
      ),
      (all) => {
        const routes = all.map((value, at) =>
          route(`shop/r${at}`, {
            rules: [
              {
                matches: [
                  {
                    headers: [
                      { name: 'a', value },
                      { name: 'b', value: `${value}b` },
                    ],
                  },
                ],
                backendRefs: backend(),
              },
            ],
          }),
        );
        const world = createWorld(...shared, ...routes);
        for (const [at, value] of all.entries()) {
          const headers: [string, string][] = [
            ['a', value],
            ['b', `${value}b`],
          ];
          assert.is(world.decide({ headers }).route, `HTTPRoute/shop/r${at}`, JSON.stringify(value));
          assert.is(
            world.decide({
              headers: [
                ['a', `${value}b`],
                ['b', value],
              ],
            }).route,
            undefined,
          );
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('what one match keeps in two parts is not what another keeps in one', () => {
  const two = (first: string, second: string) => [
    {
      matches: [{ path: { type: 'Exact', value: first }, headers: [{ name: 'h', value: second }] }],
      backendRefs: backend(),
    },
  ];
  const world = createWorld(
    ...shared,
    route('shop/one', { rules: two('/a', 'b/c') }),
    route('shop/two', { rules: two('/a/b', 'c') }),
    route('shop/three', { rules: two('/a/b/c', ' ') }),
    route('shop/host', { hostnames: ['a.test'], rules: two('/b.test', 'x') }),
    route('shop/other-host', { hostnames: ['a.test.b.test'], rules: two('/', 'x') }),
  );
  assert.is(world.decide({ path: '/a', headers: [['h', 'b/c']] }).route, 'HTTPRoute/shop/one');
  assert.is(world.decide({ path: '/a/b', headers: [['h', 'c']] }).route, 'HTTPRoute/shop/two');
  assert.is(world.decide({ path: '/a/b/c', headers: [['h', 'x']] }).code, 404);
  assert.is(world.decide({ authority: 'a.test', path: '/b.test', headers: [['h', 'x']] }).route, 'HTTPRoute/shop/host');
  assert.is(world.decide({ authority: 'a.test.b.test', headers: [['h', 'x']] }).route, 'HTTPRoute/shop/other-host');
});

test('the same host and path on two ports and two Gateways are four places', () => {
  const listeners = [httpListener(), httpListener({ name: 'alt', port: 8080 })];
  const to = (name: string, sectionName: string) => ({ parent: { namespace: 'infra', name, sectionName } });
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge', ...listeners),
    gateway('infra/inner', ...listeners),
    ...service('shop/web'),
    ...['edge', 'inner'].flatMap((name) =>
      ['http', 'alt'].map((section) => route(`shop/${name}-${section}`, to(name, section))),
    ),
  );
  for (const name of ['edge', 'inner']) {
    assert.is(world.decide({ gateway: `infra/${name}`, port: 80 }).route, `HTTPRoute/shop/${name}-http`);
    assert.is(world.decide({ gateway: `infra/${name}`, port: 8080 }).route, `HTTPRoute/shop/${name}-alt`);
  }
});

test('keys that look like integers are found like others, many of them', () => {
  const count = 2000;
  const names = Array.from({ length: count }, (_, at) => String(at * 1021));
  const routes = names.map((name) =>
    route(`shop/${name}`, {
      hostnames: [`${name}.test`],
      rules: [{ matches: [{ path: { value: `/${name}` }, headers: [{ name, value: name }] }], backendRefs: backend() }],
    }),
  );
  const world = createWorld(...shared, ...routes);
  for (const at of [0, 1, 999, count - 1]) {
    const name = names[at] ?? '';
    const asked = { authority: `${name}.test`, path: `/${name}/x`, headers: [[name, name]] as [string, string][] };
    assert.is(world.decide(asked).route, `HTTPRoute/shop/${name}`);
  }
});

test('backends of one name in different namespaces, or other ports of one Service, are different backends', () => {
  const ports = {
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 8080 },
    ],
  };
  const rules = [
    {
      backendRefs: [
        { name: 'web', port: 80 },
        { name: 'web', port: 8080 },
      ],
    },
  ];
  const world = createWorld(
    gatewayClass,
    gateway('infra/edge'),
    ...['shop', 'pay'].map((home) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: home, name: 'web' },
      spec: ports,
    })),
    route('shop/one', { rules }),
    route('pay/one', { rules, hostnames: ['pay.test'] }),
  );
  const keys = world.engine.configuration.backends.map(({ key }) => key);
  assert.equal(keys, ['Service/pay/web/80', 'Service/pay/web/8080', 'Service/shop/web/80', 'Service/shop/web/8080']);
});

test.run();
