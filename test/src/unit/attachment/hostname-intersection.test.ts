import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWorld, gateway, gatewayClass, listenersOf, parentConditions, route } from '../engine/world.ts';

const test = suite('attachment: hostnames of listener and route');

const worldOf = (listener: string | undefined, hostnames: readonly string[] | undefined) =>
  createWorld([
    gatewayClass(),
    gateway('infra/edge', [listener === undefined ? {} : { hostname: listener }]),
    route('shop/r', hostnames === undefined ? {} : { hostnames }),
  ]);

const hostsOf = (listener: string | undefined, hostnames: readonly string[] | undefined): readonly string[] =>
  (listenersOf(worldOf(listener, hostnames))[0]?.virtualHosts ?? []).map(({ hostname }) => hostname);

const cases: readonly (readonly [string | undefined, readonly string[] | undefined, readonly string[], string])[] = [
  [undefined, undefined, ['*'], 'neither has one: any host'],
  [undefined, ['a.example.com'], ['a.example.com'], 'a listener for any host takes the route’s'],
  ['a.example.com', undefined, ['a.example.com'], 'a route for any host takes the listener’s'],
  ['a.example.com', ['a.example.com'], ['a.example.com'], 'equal ones'],
  ['a.example.com', ['b.example.com'], [], 'different exact ones share nothing'],
  ['*.example.com', ['a.example.com'], ['a.example.com'], 'a wildcard covers one label'],
  ['*.example.com', ['a.b.example.com'], ['a.b.example.com'], 'a wildcard covers several labels'],
  ['*.example.com', ['example.com'], [], 'a wildcard never covers its bare suffix'],
  ['*.example.com', ['a.notexample.com'], [], 'labels are whole'],
  ['a.example.com', ['*.example.com'], ['a.example.com'], 'a route’s wildcard covers the listener’s name'],
  ['example.com', ['*.example.com'], [], 'a route’s wildcard does not cover its bare suffix'],
  ['*.example.com', ['*.b.example.com'], ['*.b.example.com'], 'of two wildcards the longer, which is the route’s'],
  ['*.b.example.com', ['*.example.com'], ['*.b.example.com'], 'of two wildcards the longer, which is the listener’s'],
  ['*.example.com', ['*.example.com'], ['*.example.com'], 'equal wildcards'],
  ['*.example.com', ['*.example.org'], [], 'wildcards without overlap'],
  ['*.example.com', ['*.com'], ['*.example.com'], 'a wildcard over a top-level domain'],
  ['*.example.com', ['b.example.com', 'x.org', 'a.example.com'], ['a.example.com', 'b.example.com'], 'one by one'],
  ['a.example.com', ['a.example.com', '*.example.com'], ['a.example.com'], 'two that meet in one name count once'],
];

for (const [listener, hostnames, expected, what] of cases) {
  test(`${listener ?? 'none'} and ${hostnames?.join(', ') ?? 'none'}: ${what}`, () => {
    assert.equal(hostsOf(listener, hostnames), expected);
    const wanted = expected.length > 0 ? 'Accepted=True/Accepted' : 'Accepted=False/NoMatchingListenerHostname';
    assert.is(parentConditions(worldOf(listener, hostnames), 'shop/r')[0], wanted);
  });
}

test('attachment tells each intersection with the route’s own hostname', () => {
  const world = worldOf('a.example.com', ['*.example.com', 'a.example.com', 'b.example.com']);
  const [attachment] = world.engine.attachments();
  assert.equal(attachment?.parents[0]?.listeners, [
    {
      kind: 'attached',
      listener: 'l0',
      hostnames: [
        { hostname: 'a.example.com', original: '*.example.com' },
        { hostname: 'a.example.com', original: 'a.example.com' },
      ],
    },
  ]);
});

test.run();
