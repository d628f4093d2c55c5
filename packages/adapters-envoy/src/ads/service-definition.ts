import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { type ResourceKind, typeUrlOf } from '../delivery/resource-kind.ts';

/** Messages stay bytes: what many streams get is encoded once. */
const asIs = (bytes: Buffer): Buffer => bytes;

const method = (path: string): MethodDefinition<Buffer, Buffer> => ({
  path,
  requestStream: true,
  responseStream: true,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
});

/** A service with its two methods, and the type that its requests need not name. */
export interface DiscoveryService {
  readonly definition: ServiceDefinition;
  readonly sotw: string;
  readonly delta: string;
  readonly defaultTypeUrl: string;
}

function service(name: string, what: string, defaultTypeUrl: string): DiscoveryService {
  const sotw = `Stream${what}`;
  const delta = `Delta${what}`;
  const definition = {
    [sotw]: method(`/envoy.service.${name}/${sotw}`),
    [delta]: method(`/envoy.service.${name}/${delta}`),
  };
  return { definition, sotw, delta, defaultTypeUrl };
}

const single = (folder: string, what: string, kind: ResourceKind): DiscoveryService =>
  service(`${folder}.v3.${what.replace(/s$/, '')}DiscoveryService`, what, typeUrlOf[kind]);

/** Everything over one stream, in an order that keeps traffic going. */
export const aggregatedService = service('discovery.v3.AggregatedDiscoveryService', 'AggregatedResources', '');

/** One type a stream. */
export const singleServices: readonly DiscoveryService[] = [
  single('secret', 'Secrets', 'secrets'),
  single('cluster', 'Clusters', 'clusters'),
  single('endpoint', 'Endpoints', 'endpoints'),
  single('listener', 'Listeners', 'listeners'),
  single('route', 'Routes', 'routes'),
];
