import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { httpListener, namespace, route, service } from '../../threats/manifests.ts';
import {
  conditionOf,
  findingsAt,
  gatewayCondition,
  gatewayStatus,
  httpsListener,
  routeStatus,
  tlsSecret,
  type World,
  worldWith,
} from './gateway-world.ts';

const test = suite('gateways: listeners by themselves');

type Fields = Readonly<Record<string, unknown>>;

const key = 'Gateway/infra/edge';

const kindsOf = (world: World): readonly unknown[] =>
  gatewayStatus(world).listeners.map(({ supportedKinds }) => supportedKinds);

const servedListeners = ({ engine }: World): readonly string[] =>
  engine.configuration.gateways.flatMap(({ listeners }) => listeners.map(({ name }) => name));

const withKinds = (kinds: readonly Fields[]): World =>
  worldWith({ listeners: [httpListener({ allowedRoutes: { kinds } })] });

const httpRoute = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' };

test('a listener of a protocol that is served takes the kinds of routes that suit it', () => {
  const world = worldWith({ listeners: [httpListener(), httpsListener()] }, tlsSecret('infra/cert'));
  assert.equal(kindsOf(world), [[httpRoute], [httpRoute]]);
  assert.equal(servedListeners(world), ['http', 'https']);
  for (const listener of ['http', 'https']) {
    assert.is(gatewayCondition(world, 'Accepted', listener), 'True/Accepted');
    assert.is(gatewayCondition(world, 'ResolvedRefs', listener), 'True/ResolvedRefs');
    assert.is(gatewayCondition(world, 'Programmed', listener), 'True/Programmed');
    assert.is(gatewayCondition(world, 'Conflicted', listener), 'False/NoConflicts');
    assert.is(gatewayCondition(world, 'OverlappingTLSConfig', listener), 'absent');
  }
  assert.equal(world.engine.findings(), []);
});

test('an empty list of kinds is the same as none', () => {
  assert.equal(kindsOf(withKinds([])), [[httpRoute]]);
});

test('kinds that are asked for twice are listed once', () => {
  assert.equal(kindsOf(withKinds([{ kind: 'HTTPRoute' }, { kind: 'HTTPRoute' }])), [[httpRoute]]);
});

for (const [label, kinds, path] of [
  ['an unknown kind', [{ kind: 'InvalidRoute' }], 'kinds[0]'],
  ['a kind of another group', [{ group: 'example.com', kind: 'HTTPRoute' }], 'kinds[0]'],
  ['a kind that does not suit the protocol', [{ kind: 'TCPRoute' }], 'kinds[0]'],
] as const) {
  test(`${label} alone leaves nothing that could attach`, () => {
    const world = withKinds(kinds);
    assert.is(gatewayCondition(world, 'ResolvedRefs', 'http'), 'False/InvalidRouteKinds');
    assert.is(gatewayCondition(world, 'Accepted', 'http'), 'True/Accepted');
    assert.is(gatewayCondition(world, 'Programmed', 'http'), 'False/Invalid');
    assert.equal(kindsOf(world), [[]]);
    assert.equal(findingsAt(world, key), [`error reference spec.listeners[0].allowedRoutes.${path}`]);
    assert.equal(servedListeners(world), []);
  });

  test(`${label} beside a known one is reported, and the known one is served`, () => {
    const world = withKinds([...kinds, { kind: 'HTTPRoute' }]);
    assert.is(gatewayCondition(world, 'ResolvedRefs', 'http'), 'False/InvalidRouteKinds');
    assert.is(gatewayCondition(world, 'Programmed', 'http'), 'True/Programmed');
    assert.is(gatewayCondition(world, 'ResolvedRefs'), 'False/ListenersNotResolved');
    assert.equal(kindsOf(world), [[httpRoute]]);
    assert.equal(servedListeners(world), ['http']);
  });
}

for (const protocol of ['TCP', 'UDP', 'INVALID', 'example.com/quic', 'constructor', 'http']) {
  test(`protocol ${protocol} is refused, and the Gateway with it while it has no other listener`, () => {
    const strange = { name: 'strange', port: 1111, protocol };
    const alone = worldWith({ listeners: [strange] });
    assert.is(gatewayCondition(alone, 'Accepted', 'strange'), 'False/UnsupportedProtocol');
    assert.is(gatewayCondition(alone, 'Programmed', 'strange'), 'False/Invalid');
    assert.is(gatewayCondition(alone, 'Accepted'), 'False/ListenersNotValid');
    assert.is(gatewayCondition(alone, 'Programmed'), 'False/Invalid');
    assert.equal(kindsOf(alone), [[]]);
    assert.equal(findingsAt(alone, key), ['error value spec.listeners[0].protocol']);

    const beside = worldWith({ listeners: [httpListener(), strange] });
    assert.is(gatewayCondition(beside, 'Accepted'), 'True/ListenersNotValid');
    assert.is(gatewayCondition(beside, 'Programmed'), 'True/Programmed');
    assert.is(gatewayCondition(beside, 'Accepted', 'http'), 'True/Accepted');
    assert.equal(servedListeners(beside), ['http']);
  });
}

test('a TLS listener is not served yet', () => {
  const listener = { name: 'tls', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } };
  const world = worldWith({ listeners: [listener] });
  assert.is(gatewayCondition(world, 'Accepted', 'tls'), 'False/UnsupportedProtocol');
  assert.equal(servedListeners(world), []);
});

test('a listener with filters before routing is refused, for they may be there to keep somebody out', () => {
  const requests = [{ type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Wall', name: 'w' } }];
  const world = worldWith({ listeners: [httpListener({ filters: { requests } })] });
  assert.is(gatewayCondition(world, 'Accepted', 'http'), 'False/UnsupportedValue');
  assert.equal(findingsAt(world, key), ['error value spec.listeners[0].filters.requests']);
  assert.equal(servedListeners(world), []);
  const without = worldWith({ listeners: [httpListener({ filters: { requests: [] } })] });
  assert.is(gatewayCondition(without, 'Accepted', 'http'), 'True/Accepted');
});

/** Whether a route of a namespace attaches to a listener with these `allowedRoutes.namespaces`. */
function letsIn(namespaces: Fields, from: string, ...others: readonly Fields[]): string {
  const cart = route(`${from}/cart`);
  const world = worldWith(
    { listeners: [httpListener({ allowedRoutes: { namespaces } })] },
    cart,
    ...service(`${from}/web`),
    ...others,
  );
  const [parent] = routeStatus(world, `${from}/cart`).parents;
  return parent ? conditionOf(parent, 'Accepted') : 'no parent';
}

const yes = 'True/Accepted';
const no = 'False/NotAllowedByListeners';

test('routes of the same namespace, of all, or of selected ones may attach', () => {
  assert.is(letsIn({ from: 'All' }, 'shop'), yes);
  assert.is(letsIn({ from: 'Same' }, 'shop'), no);
  assert.is(letsIn({ from: 'Same' }, 'infra'), yes);
  assert.is(letsIn({}, 'shop'), no, 'Same is the default');
  assert.is(letsIn({ from: 'Selector', selector: {} }, 'shop'), yes, 'an empty selector selects all');
});

test('a selector lets in by labels, the Gateway’s own namespace included', () => {
  const namespaces = { from: 'Selector', selector: { matchLabels: { routes: 'yes' } } };
  assert.is(letsIn(namespaces, 'shop', namespace('shop', { routes: 'yes' })), yes);
  assert.is(letsIn(namespaces, 'shop', namespace('shop', { routes: 'no' })), no);
  assert.is(letsIn(namespaces, 'shop'), no, 'a namespace without an object has no such label');
  assert.is(letsIn(namespaces, 'infra', namespace('infra')), no);
});

test('a selector is asked again when the labels of a namespace change', () => {
  const namespaces = { from: 'Selector', selector: { matchLabels: { routes: 'yes' } } };
  const world = worldWith({ listeners: [httpListener({ allowedRoutes: { namespaces } })] }, route('shop/cart'));
  const accepted = (): string => {
    const [parent] = routeStatus(world, 'shop/cart').parents;
    return parent ? conditionOf(parent, 'Accepted') : 'no parent';
  };
  assert.is(accepted(), no);
  world.upsert(namespace('shop', { routes: 'yes' }));
  assert.is(accepted(), yes);
  world.upsert(namespace('shop', { routes: 'no' }));
  assert.is(accepted(), no);
  world.upsert(namespace('shop', { routes: 'yes' }));
  world.delete('Namespace/shop');
  assert.is(accepted(), no);
});

test('a selector that is missing or wrong lets nobody in, and a warning says so', () => {
  const wrong = { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] };
  assert.is(letsIn({ from: 'Selector' }, 'shop', namespace('shop')), no);
  assert.is(letsIn({ from: 'Selector', selector: wrong }, 'shop', namespace('shop', { a: 'b' })), no);
  const at = 'spec.listeners[0].allowedRoutes.namespaces.selector';
  for (const [selector, path] of [
    [undefined, at],
    [wrong, `${at}.matchExpressions[0].operator`],
  ] as const) {
    const namespaces = { from: 'Selector', ...(selector && { selector }) };
    const world = worldWith({ listeners: [httpListener({ allowedRoutes: { namespaces } })] });
    assert.equal(findingsAt(world, key), [`warning value ${path}`]);
    assert.is(gatewayCondition(world, 'Programmed', 'http'), 'True/Programmed');
  }
});

test.run();
