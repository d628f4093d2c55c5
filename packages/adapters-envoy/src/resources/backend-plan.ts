import type { BackendProtocol, BackendSettings, EffectiveBackend } from '@routeward/core';
import { settingsProblem } from '../acceptance/check-backend.ts';
import { aggregated, type BackendAddress, type TranslateOptions } from '../options.ts';
import type { EnvoyResource, JsonObject } from '../resource.ts';
import { backendSecrets } from './backend-secrets.ts';
import { type ClusterParts, speaksHttp2, toCluster } from './cluster.ts';
import { toClusterLoadAssignment } from './cluster-load-assignment.ts';
import { hashPolicy } from './hash-policy.ts';
import { startsSlowly } from './load-balancing.ts';

/** What goes to a backend that can't be used gets this status. */
export interface BackendProblem {
  readonly status: 500 | 502;
  readonly message: string;
}

/** What a backend becomes, and what routes to it have to know. */
export interface BackendPlan {
  readonly key: string;
  /** None where Envoy would refuse it. */
  readonly cluster: EnvoyResource | undefined;
  readonly endpoints: EnvoyResource | undefined;
  readonly secrets: readonly EnvoyResource[];
  /** Why it can't be used at all. */
  readonly problem: BackendProblem | undefined;
  /** Why it can't be used for HTTP; the same where it can't be used at all. */
  readonly httpProblem: BackendProblem | undefined;
  /** For the routes that lead here. */
  readonly hash: readonly JsonObject[];
  /** What Envoy does in another way. */
  readonly notes: readonly string[];
  readonly http2: boolean;
  /** Cluster and endpoints under another name, to speak HTTP/2 to a backend that speaks HTTP/1.1 otherwise. */
  overHttp2(): readonly EnvoyResource[];
}

export const http2Name = (key: string): string => `${key}+http2`;

const plain: readonly BackendProtocol[] = ['http', 'ws', 'h2c', 'grpc'];
const secure: readonly BackendProtocol[] = ['https', 'wss'];

function speakingProblem({ key, protocol, settings }: EffectiveBackend): BackendProblem | undefined {
  if (plain.includes(protocol) || (secure.includes(protocol) && settings?.tls)) return undefined;
  const why = secure.includes(protocol)
    ? ', and nothing says whose certificate counts'
    : ', which is not supported here';
  return { status: 502, message: `${key} speaks ${protocol}${why}` };
}

function notesOf({ loadBalancing, slowStart, preferLocalZone, limits, retryBudget }: BackendSettings, zone: boolean) {
  const unevenHash = loadBalancing?.kind === 'ringHash' || loadBalancing?.kind === 'maglev';
  return [
    ...(slowStart && !startsSlowly(loadBalancing)
      ? ['Envoy gives new endpoints their full share at once with this load balancing']
      : []),
    ...(preferLocalZone && !zone ? ['nobody says in which zone Envoy runs: all zones are alike to it'] : []),
    ...(limits?.retries !== undefined && retryBudget ? ['Envoy has one bound of retries: the budget is not used'] : []),
    ...(limits?.pendingRequests === 0 ? ['in Envoy one request may wait for a connection'] : []),
    ...(unevenHash && loadBalancing.on.length === 0 ? ['there is nothing to hash: endpoints are drawn by chance'] : []),
  ];
}

function partsOf(
  backend: EffectiveBackend,
  addresses: readonly BackendAddress[],
  options: TranslateOptions,
): ClusterParts {
  const { configSource = aggregated, zone, systemAuthorities = '/etc/ssl/certs/ca-certificates.crt' } = options;
  const { key: name, protocol, settings = {} } = backend;
  return { name, protocol, settings, addresses, zone, configSource, systemAuthorities };
}

const endpointsOf = ({ name, addresses, settings, zone }: ClusterParts): EnvoyResource | undefined =>
  toClusterLoadAssignment(name, addresses, settings, zone);

function overHttp2(parts: ClusterParts): EnvoyResource[] {
  const own: ClusterParts = { ...parts, name: http2Name(parts.name), protocol: 'h2c' };
  const endpoints = endpointsOf(own);
  return [toCluster(own), ...(endpoints ? [endpoints] : [])];
}

export function planBackend(backend: EffectiveBackend, options: TranslateOptions): BackendPlan {
  const { namespace, name, port } = backend.ref;
  const addresses = options.backends?.get(`${namespace}/${name}:${port}`) ?? backend.endpoints;
  const { settings = {}, key } = backend;
  const parts = partsOf(backend, addresses, options);
  const material = settings.tls ? backendSecrets(settings.tls, options.secrets) : undefined;
  const wrong =
    settingsProblem(settings, backend.protocol) ?? (material?.kind === 'missing' ? material.message : undefined);
  const problem = wrong === undefined ? undefined : ({ status: 500, message: `${key}: ${wrong}` } as const);
  return {
    key,
    cluster: problem ? undefined : toCluster(parts),
    endpoints: problem ? undefined : endpointsOf(parts),
    secrets: problem || material?.kind !== 'found' ? [] : material.secrets,
    problem,
    httpProblem: problem ?? speakingProblem(backend),
    hash: hashPolicy(settings),
    notes: notesOf(settings, options.zone !== undefined),
    http2: speaksHttp2(backend.protocol),
    overHttp2: () => (problem ? [] : overHttp2(parts)),
  };
}
