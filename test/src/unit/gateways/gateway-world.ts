import {
  createEngine,
  type Engine,
  type EngineOptions,
  type Finding,
  parseResource,
  type Resource,
} from '@routeward/core';
import { gatewayClass } from '../../threats/manifests.ts';

type Fields = Readonly<Record<string, unknown>>;

interface StatusCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

interface ListenerStatus {
  readonly name: string;
  readonly supportedKinds: readonly Fields[];
  readonly attachedRoutes: number;
  readonly conditions: readonly StatusCondition[];
}

/** The status of a Gateway, in the parts that these tests look at. */
export interface GatewayStatus {
  readonly conditions: readonly StatusCondition[];
  readonly listeners: readonly ListenerStatus[];
}

interface RouteStatus {
  readonly parents: readonly { readonly conditions: readonly StatusCondition[] }[];
}

/** A manifest of the experimental channel as a resource; throws where it is refused, for then the test is wrong. */
function resourceOf(manifest: unknown): Resource {
  const parsed = parseResource(manifest, { channel: 'experimental' });
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed));
  return parsed.resource;
}

/** An engine to which manifests are given. */
export interface World {
  readonly engine: Engine;
  upsert(...manifests: readonly unknown[]): void;
  /** Gives resources to the engine past validation, as a program may that makes them itself. */
  force(...resources: readonly Resource[]): void;
  delete(...keys: readonly string[]): void;
}

export function createWorld(options: EngineOptions, ...manifests: readonly unknown[]): World {
  const engine = createEngine(options);
  const world: World = {
    engine,
    upsert: (...more) => world.force(...more.map(resourceOf)),
    force: (...resources) => {
      engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
    },
    delete: (...keys) => {
      engine.apply(keys.map((key) => ({ kind: 'delete', key })));
    },
  };
  world.upsert(...manifests);
  return world;
}

/** The status of one object; throws where nobody wrote one, for then the test itself is wrong. */
function statusOf<T>(world: World, key: string): T {
  const found = world.engine
    .status()
    .find(
      ({ kind, metadata: { namespace, name } }) =>
        [kind, namespace, name].filter((part) => part !== undefined).join('/') === key,
    );
  if (!found) throw new Error(`no status for ${key}`);
  return JSON.parse(JSON.stringify(found.status));
}

/** PEM that could be what its label says, and is of no use to anybody. */
export const pem = (label: string): string => `-----BEGIN ${label}-----\nMAMCAQE=\n-----END ${label}-----\n`;

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

export const tlsSecret = (path: string, fields: Fields = {}): Fields => {
  const [namespace, name] = path.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(pem('CERTIFICATE')), 'tls.key': base64(pem('PRIVATE KEY')) },
    ...fields,
  };
};

/** A Secret with any content at all, which validation would refuse. */
export const uncheckedSecret = (path: string, data: Readonly<Record<string, string>>): Resource => {
  const [namespace = '', name = ''] = path.split('/');
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type: 'kubernetes.io/tls', data };
};

export const authority = (path: string, fields: Fields = {}): Fields => {
  const [namespace, name] = path.split('/');
  const data = { 'ca.crt': pem('CERTIFICATE') };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data, ...fields };
};

export const httpsListener = (fields: Fields = {}): Fields => ({
  name: 'https',
  port: 443,
  protocol: 'HTTPS',
  tls: { certificateRefs: [{ name: 'cert' }] },
  ...fields,
});

export const edge = (spec: Fields, metadata: Fields = {}): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { namespace: 'infra', name: 'edge', generation: 7, ...metadata },
  spec: { gatewayClassName: 'routeward', ...spec },
});

/** A Gateway `infra/edge` with these listeners, and whatever it refers to. */
export const worldWith = (spec: Fields, ...others: readonly Fields[]): World =>
  createWorld({}, gatewayClass, edge(spec), ...others);

const gatewayStatusOf = (world: World, path: string): GatewayStatus => statusOf(world, `Gateway/${path}`);

export const gatewayStatus = (world: World): GatewayStatus => gatewayStatusOf(world, 'infra/edge');

export const routeStatus = (world: World, path: string): RouteStatus => statusOf(world, `HTTPRoute/${path}`);

export const classStatus = (world: World, name: string): Pick<GatewayStatus, 'conditions'> =>
  statusOf(world, `GatewayClass/${name}`);

/** `True/Accepted`, or `absent`. */
export function conditionOf({ conditions }: { readonly conditions: readonly StatusCondition[] }, type: string): string {
  const found = conditions.find((one) => one.type === type);
  return found ? `${found.status}/${found.reason}` : 'absent';
}

/** A condition of a Gateway, or of one of its listeners. */
export function gatewayConditionOf(world: World, path: string, type: string, listener?: string): string {
  const status = gatewayStatusOf(world, path);
  if (listener === undefined) return conditionOf(status, type);
  const found = status.listeners.find(({ name }) => name === listener);
  return found ? conditionOf(found, type) : `no listener ${listener}`;
}

/** The same of `infra/edge`. */
export const gatewayCondition = (world: World, type: string, listener?: string): string =>
  gatewayConditionOf(world, 'infra/edge', type, listener);

/** Where findings about an object stand, with their severity. */
export const findingsAt = (world: World, resource: string): readonly string[] =>
  world.engine.findings().flatMap((finding) => (finding.resource === resource ? describe(finding) : []));

const describe = ({ severity, rule, path }: Finding): string => `${severity} ${rule} ${path}`;
