import {
  createEngine,
  type EffectiveListener,
  type EffectiveRule,
  type Engine,
  type EngineOptions,
  type EngineUpdate,
  parseResource,
  type Resource,
} from '@routeward/core';

type Fields = Readonly<Record<string, unknown>>;

/** A manifest of the experimental channel as a resource; throws where it is refused, for then the test is wrong. */
export function resourceOf(manifest: unknown): Resource {
  const parsed = parseResource(manifest, { channel: 'experimental' });
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed));
  return parsed.resource;
}

/** What no API server would let in, taken as it is: defaults and all have to be written out. */
export const unchecked = (manifest: Fields): Resource => JSON.parse(JSON.stringify(manifest));

const api = 'gateway.networking.k8s.io/v1';

const metadata = (path: string): Fields => {
  const [namespace, name] = path.split('/');
  return { namespace, name, generation: 1 };
};

export const gatewayClass = (name = 'routeward', controllerName = 'routeward.dev/gateway-controller'): Fields => ({
  apiVersion: api,
  kind: 'GatewayClass',
  metadata: { name, generation: 1 },
  spec: { controllerName },
});

/** A Gateway of ours with listeners that take routes of all namespaces unless they say otherwise. */
export const gateway = (path: string, listeners: readonly Fields[], more: Fields = {}): Fields => ({
  apiVersion: api,
  kind: 'Gateway',
  metadata: { ...metadata(path), ...more },
  spec: {
    gatewayClassName: 'routeward',
    listeners: listeners.map((fields, index) => ({
      name: `l${index}`,
      port: 80,
      protocol: 'HTTP',
      allowedRoutes: { namespaces: { from: 'All' } },
      ...fields,
    })),
  },
});

/** A route to `infra/edge` unless `spec` says otherwise. */
export const route = (path: string, spec: Fields, more: Fields = {}): Fields => ({
  apiVersion: api,
  kind: 'HTTPRoute',
  metadata: { ...metadata(path), ...more },
  spec: { parentRefs: [{ namespace: 'infra', name: 'edge' }], ...spec },
});

export const service = (path: string, spec: Fields = {}): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(path),
  spec: { ports: [{ port: 80 }], ...spec },
});

export const slice = (path: string, owner: string, addresses: readonly string[]): Fields => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...metadata(path), labels: { 'kubernetes.io/service-name': owner } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address] })),
  ports: [{ port: 8080 }],
});

/** A grant in a namespace for the routes of another, to all Services. */
export const grant = (path: string, from: string): Fields => ({
  apiVersion: api,
  kind: 'ReferenceGrant',
  metadata: metadata(path),
  spec: {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }],
    to: [{ group: '', kind: 'Service' }],
  },
});

export const namespace = (name: string, labels: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export interface World {
  readonly engine: Engine;
  upsert(...manifests: readonly unknown[]): EngineUpdate;
  delete(...keys: readonly string[]): EngineUpdate;
}

export function createWorld(manifests: readonly unknown[], options: EngineOptions = {}): World {
  const engine = createEngine(options);
  const world: World = {
    engine,
    upsert: (...more) => engine.apply(more.map((one) => ({ kind: 'upsert', resource: resourceOf(one) }))),
    delete: (...keys) => engine.apply(keys.map((key) => ({ kind: 'delete', key }))),
  };
  world.upsert(...manifests);
  return world;
}

/** A world with one Gateway `infra/edge`, of one listener for any host, and more. */
export const edgeWorld = (...more: readonly unknown[]): World =>
  createWorld([gatewayClass(), gateway('infra/edge', [{}]), ...more]);

export function listenersOf({ engine }: World, gatewayName = 'edge'): readonly EffectiveListener[] {
  return engine.configuration.gateways.find(({ name }) => name === gatewayName)?.listeners ?? [];
}

/** The rules of a listener's virtual host, the first listener's for any host unless said otherwise. */
export const rulesOf = (world: World, hostname = '*', listener = 'l0'): readonly EffectiveRule[] =>
  listenersOf(world)
    .find(({ name }) => name === listener)
    ?.virtualHosts.find((virtualHost) => virtualHost.hostname === hostname)?.rules ?? [];

/** The only rule of a world; throws where there are none or several. */
export function onlyRule(world: World): EffectiveRule {
  const [rule, ...others] = rulesOf(world);
  if (!rule || others.length > 0) throw new Error(`${others.length + (rule ? 1 : 0)} rules`);
  return rule;
}

export interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

export interface SeenStatus {
  readonly conditions?: readonly SeenCondition[];
  readonly addresses?: readonly Fields[];
  readonly supportedFeatures?: readonly { readonly name: string }[];
  readonly listeners?: readonly {
    readonly name: string;
    readonly attachedRoutes: number;
    readonly supportedKinds: readonly Fields[];
    readonly conditions: readonly SeenCondition[];
  }[];
  readonly parents?: readonly {
    readonly parentRef: Fields;
    readonly controllerName: string;
    readonly conditions: readonly SeenCondition[];
  }[];
}

/** The status of one object as JSON; undefined where it has none. */
export function statusOf({ engine }: World, key: string): SeenStatus | undefined {
  const found = engine
    .status()
    .find(({ kind, metadata: { namespace: home, name } }) => [kind, home, name].filter(Boolean).join('/') === key);
  return found && JSON.parse(JSON.stringify(found.status));
}

/** `Type=Status/Reason` of the conditions that one parentRef of a route got. */
export const parentConditions = (world: World, path: string, index = 0): readonly string[] =>
  (statusOf(world, `HTTPRoute/${path}`)?.parents?.[index]?.conditions ?? []).map(
    ({ type, status, reason }) => `${type}=${status}/${reason}`,
  );
