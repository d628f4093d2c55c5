import {
  type ConfigMap,
  type EndpointSlice,
  type Gateway,
  type GatewayClass,
  type HttpRoute,
  type Namespace,
  parseResource,
  type ReferenceGrant,
  type Resource,
  type Secret,
  type Service,
} from '@routeward/core';
import * as fc from 'fast-check';
import {
  configMapManifest,
  endpointSliceManifest,
  namespaceManifest,
  secretManifest,
  serviceManifest,
} from './manifests/core-kinds.ts';
import { gatewayClassManifest, gatewayManifest } from './manifests/gateway.ts';
import { httpRouteManifest } from './manifests/http-route.ts';
import type { Manifest } from './manifests/manifest.ts';
import { referenceGrantManifest } from './manifests/reference-grant.ts';

/** The resource that a manifest stands for; throws where validation refuses it, for then the arbitrary is wrong. */
export function resourceOf(manifest: Manifest): Resource {
  const parsed = parseResource(manifest);
  if (parsed.kind !== 'resource') throw new Error(`not valid: ${JSON.stringify({ ...parsed, manifest })}`);
  return parsed.resource;
}

type ResourceByKind = { readonly [R in Resource as R['kind']]: R };

const isOfKind = <K extends Resource['kind']>(resource: Resource, kind: K): resource is ResourceByKind[K] =>
  resource.kind === kind;

const resourcesOf = <K extends Resource['kind']>(
  kind: K,
  manifests: fc.Arbitrary<Manifest>,
): fc.Arbitrary<ResourceByKind[K]> =>
  manifests.map((manifest) => {
    const resource = resourceOf(manifest);
    if (!isOfKind(resource, kind)) throw new Error(`${resource.kind} instead of ${kind}`);
    return resource;
  });

/** `routeward`, which is ours, or `foreign`, which another controller has. */
export const gatewayClass = (): fc.Arbitrary<GatewayClass> => resourcesOf('GatewayClass', gatewayClassManifest());

/** Gateways with one to four listeners, most of them HTTP and open to all namespaces. */
export const gateway = (): fc.Arbitrary<Gateway> => resourcesOf('Gateway', gatewayManifest());

/** Routes to the Gateways above, with one to three rules of every kind of match, filter and backendRef. */
export const httpRoute = (): fc.Arbitrary<HttpRoute> => resourcesOf('HTTPRoute', httpRouteManifest());

/** Grants for what the routes and Gateways above refer to, and near misses. */
export const referenceGrant = (): fc.Arbitrary<ReferenceGrant> =>
  resourcesOf('ReferenceGrant', referenceGrantManifest());

/** The namespaces that everything above lives in, with a label `team` at times. */
export const namespace = (): fc.Arbitrary<Namespace> => resourcesOf('Namespace', namespaceManifest());

/** Services that the routes above refer to, ExternalName at times. */
export const service = (): fc.Arbitrary<Service> => resourcesOf('Service', serviceManifest());

/** Slices of the Services above, with endpoints that are ready or not. */
export const endpointSlice = (): fc.Arbitrary<EndpointSlice> => resourcesOf('EndpointSlice', endpointSliceManifest());

/** Secrets that listeners refer to; what they hold has the shape of certificates and no key. */
export const secret = (): fc.Arbitrary<Secret> => resourcesOf('Secret', secretManifest());

/** ConfigMaps, some with `ca.crt`. */
export const configMap = (): fc.Arbitrary<ConfigMap> => resourcesOf('ConfigMap', configMapManifest());

/** A valid resource of any kind, routes more often than others. */
export const resource = (): fc.Arbitrary<Resource> =>
  fc.oneof(
    { weight: 4, arbitrary: httpRoute() },
    { weight: 2, arbitrary: gateway() },
    { weight: 2, arbitrary: service() },
    { weight: 2, arbitrary: endpointSlice() },
    { weight: 2, arbitrary: referenceGrant() },
    { weight: 1, arbitrary: gatewayClass() },
    { weight: 1, arbitrary: namespace() },
    { weight: 1, arbitrary: secret() },
    { weight: 1, arbitrary: configMap() },
  );
