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

const arbitraryOf = {
  GatewayClass: gatewayClassManifest,
  Gateway: gatewayManifest,
  HTTPRoute: httpRouteManifest,
  ReferenceGrant: referenceGrantManifest,
  Namespace: namespaceManifest,
  Service: serviceManifest,
  EndpointSlice: endpointSliceManifest,
  Secret: secretManifest,
  ConfigMap: configMapManifest,
};

/**
 * A valid manifest of a kind, or of any, as somebody would write it: plain JSON, with fields that have a default left
 * out at times. `gateway()`, `httpRoute()` and so on are the same after parsing.
 */
export const manifest = (kind?: keyof typeof arbitraryOf): fc.Arbitrary<Manifest> =>
  kind === undefined ? fc.oneof(...Object.values(arbitraryOf).map((one) => one())) : arbitraryOf[kind]();
