import {
  comparePrecedence,
  createEngine,
  type EffectiveListener,
  type EffectiveRule,
  type Engine,
  type Gateway,
  type HttpRoute,
  type MirrorFilter,
  type ReferenceGrant,
  type WeightedBackend,
} from '@routeward/core';
import { cluster } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

// What must hold of every configuration, whatever the resources were; each checked against the resources themselves.
const test = suite('property: the effective configuration is sound');

const engines: fc.Arbitrary<Engine> = cluster().map((resources) => {
  const engine = createEngine();
  engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
  return engine;
});

const check = (holds: (engine: Engine) => void): void =>
  fc.assert(
    fc.property(engines, (engine) => holds(engine)),
    { numRuns: 100 },
  );

const listenersOf = (engine: Engine): readonly EffectiveListener[] =>
  engine.configuration.gateways.flatMap(({ listeners }) => listeners);

const rulesOf = (engine: Engine): readonly EffectiveRule[] =>
  listenersOf(engine).flatMap(({ virtualHosts }) => virtualHosts.flatMap(({ rules }) => rules));

const routeOf = (engine: Engine, rule: EffectiveRule): HttpRoute => {
  const route = engine.resource(rule.origin.route);
  if (route?.kind !== 'HTTPRoute') throw new Error(`no route ${rule.origin.route}`);
  return route;
};

const gatewayOf = (engine: Engine, listener: EffectiveListener): Gateway => {
  const gateway = engine.resource(listener.owner);
  if (gateway?.kind !== 'Gateway') throw new Error(`no Gateway ${listener.owner}`);
  return gateway;
};

type Used = Extract<WeightedBackend, { kind: 'backend' }> | MirrorFilter;

/** Every backend that traffic can reach: chosen by weight, or mirrored to. */
function usedBackends({ action, filters }: EffectiveRule): readonly Used[] {
  const backends = action.kind === 'forward' ? action.backends : [];
  const valid = backends.flatMap((one): Used[] => (one.kind === 'backend' ? [one] : []));
  const all = [...filters, ...valid.flatMap((one) => ('filters' in one ? one.filters : []))];
  return [...valid, ...all.flatMap((one): Used[] => (one.kind === 'mirror' ? [one] : []))];
}

const grants = (grant: ReferenceGrant, from: string, { ref }: Used): boolean =>
  grant.metadata.namespace === ref.namespace &&
  grant.spec.from.some(
    (one) => one.group === 'gateway.networking.k8s.io' && one.kind === 'HTTPRoute' && one.namespace === from,
  ) &&
  grant.spec.to.some(
    (one) => one.group === ref.group && one.kind === ref.kind && (one.name === undefined || one.name === ref.name),
  );

test('no backend in another namespace without a grant that names it', () =>
  check((engine) => {
    const all = engine.resources().flatMap((one) => (one.kind === 'ReferenceGrant' ? [one] : []));
    for (const rule of rulesOf(engine)) {
      const { namespace } = routeOf(engine, rule).metadata;
      for (const used of usedBackends(rule)) {
        if (used.ref.namespace === namespace) continue;
        assert.ok(
          all.some((grant) => grants(grant, namespace, used)),
          `${rule.origin.route} to ${used.backend}`,
        );
      }
    }
  }));

test('every backend that is used is there, is a Service that exists, and no other backend is listed', () =>
  check((engine) => {
    const used = new Set(rulesOf(engine).flatMap((rule) => usedBackends(rule).map(({ backend }) => backend)));
    assert.equal(
      engine.configuration.backends.map(({ key }) => key),
      [...used].sort(),
    );
    for (const { ref } of engine.configuration.backends) {
      const service = engine.resource(`Service/${ref.namespace}/${ref.name}`);
      assert.ok(service?.kind === 'Service' && service.spec.ports?.some(({ port }) => port === ref.port));
    }
  }));

test('rules stand in the order of precedence, and no two are equal in it', () =>
  check((engine) => {
    for (const { virtualHosts } of listenersOf(engine)) {
      for (const { rules } of virtualHosts) {
        for (const [at, rule] of rules.entries()) {
          const next = rules[at + 1];
          assert.ok(
            next === undefined || comparePrecedence(rule, next) < 0,
            JSON.stringify([rule.origin, next?.origin]),
          );
        }
      }
    }
  }));

test('every rule says what its match in its route says', () =>
  check((engine) => {
    for (const rule of rulesOf(engine)) {
      const source = routeOf(engine, rule).spec.rules[rule.origin.rule];
      const match = source?.matches[rule.origin.match];
      if (source?.matches.length === 0) {
        assert.equal(rule.match, { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] });
        continue;
      }
      assert.is(rule.match.method, match?.method);
      assert.is(rule.match.path.value.length > 1 ? rule.match.path.value : '/', withoutFinalSlash(match?.path));
      assert.ok(rule.match.queryParams.length === (match?.queryParams ?? []).length);
      assert.is(rule.origin.ruleName, source?.name);
    }
  }));

const withoutFinalSlash = (path: { readonly type: string; readonly value: string } | undefined): string | undefined =>
  path?.type === 'PathPrefix' && path.value.length > 1 ? path.value.replace(/\/$/, '') : path?.value;

const coveredBy = (hostname: string, other: string | undefined): boolean =>
  other === undefined ||
  other === '*' ||
  hostname === other ||
  (other.startsWith('*.') && hostname.endsWith(other.slice(1)));

test('a virtual host lies within its listener and within the hostname of each of its routes', () =>
  check((engine) => {
    for (const listener of listenersOf(engine)) {
      const names = listener.virtualHosts.map(({ hostname }) => hostname);
      assert.equal(names, [...new Set(names)].sort());
      for (const { hostname, rules } of listener.virtualHosts) {
        assert.ok(coveredBy(hostname, listener.hostname), `${hostname} in ${listener.hostname}`);
        for (const rule of rules) {
          const { hostnames = ['*'] } = routeOf(engine, rule).spec;
          assert.ok(
            coveredBy(hostname, rule.origin.hostname) &&
              (hostnames.length === 0 || hostnames.includes(rule.origin.hostname)),
          );
        }
      }
    }
  }));

test('a route stands only on listeners that it names and that let its namespace and kind in', () =>
  check((engine) => {
    for (const listener of listenersOf(engine)) {
      const { metadata, spec } = gatewayOf(engine, listener);
      const source = spec.listeners.find(({ name }) => name === listener.name);
      for (const rule of listener.virtualHosts.flatMap(({ rules }) => rules)) {
        const route = routeOf(engine, rule);
        const named = (route.spec.parentRefs ?? []).some(
          (ref) =>
            ref.name === metadata.name &&
            (ref.namespace ?? route.metadata.namespace) === metadata.namespace &&
            (ref.sectionName === undefined || ref.sectionName === listener.name) &&
            (ref.port === undefined || ref.port === listener.port),
        );
        assert.ok(named, `${rule.origin.route} names ${listener.owner} ${listener.name}`);
        const { namespaces, kinds } = source?.allowedRoutes ?? {};
        if (namespaces?.from === 'Same') assert.is(route.metadata.namespace, metadata.namespace);
        assert.ok(kinds === undefined || kinds.length === 0 || kinds.some(({ kind }) => kind === 'HTTPRoute'));
      }
    }
  }));

test('attachedRoutes counts the routes that say they are accepted there', () =>
  check((engine) => {
    const attached = new Map<string, number>();
    for (const { parents } of engine.attachments()) {
      const places = parents.flatMap(({ parent, listeners, conditions }) => {
        const accepted = conditions.some(({ type, status }) => type === 'Accepted' && status === 'True');
        return listeners.flatMap((one) => (accepted && one.kind === 'attached' ? [`${parent} ${one.listener}`] : []));
      });
      for (const place of new Set(places)) attached.set(place, (attached.get(place) ?? 0) + 1);
    }
    for (const { kind, metadata, status } of engine.status()) {
      const { listeners } = status;
      if (kind !== 'Gateway' || !Array.isArray(listeners)) continue;
      for (const listener of listeners) {
        const place = `Gateway/${metadata.namespace}/${metadata.name} ${listener.name}`;
        assert.is(listener.attachedRoutes, attached.get(place) ?? 0, place);
      }
    }
  }));

test('of each route that is ours every parent that exists has a status, with conditions of the right generation', () =>
  check((engine) => {
    const statuses = new Map(
      engine.status().map((one) => [`${one.kind}/${one.metadata.namespace}/${one.metadata.name}`, one.status]),
    );
    for (const { route, parents, unresolved } of engine.attachments()) {
      const resource = engine.resource(route);
      const { parents: written = [] } = statuses.get(route) ?? {};
      if (resource?.kind !== 'HTTPRoute' || !Array.isArray(written)) throw new Error(route);
      assert.is(written.length, parents.length);
      assert.is(parents.length + unresolved.length, (resource.spec.parentRefs ?? []).length);
      for (const condition of written.flatMap(({ conditions }) => conditions)) {
        assert.is(condition.observedGeneration, resource.metadata.generation);
      }
    }
  }));

test.run();
