export { cluster, effectiveConfiguration, resourceChanges } from './cluster.ts';
export { type ClusterSize, clusterManifests } from './cluster-manifests.ts';
export { firstDisagreement, type MatchUnderTest } from './first-disagreement.ts';
export { type InvalidManifest, invalidResource } from './invalid-manifest.ts';
export { manifest } from './manifest.ts';
export type { JsonObject, JsonValue, Manifest } from './manifests/manifest.ts';
export { type ReferenceRequest, type ReferenceResult, referenceMatch } from './reference-matcher.ts';
export { collidingConfiguration } from './reference-matcher-arbitrary.ts';
export { aimedRequests } from './reference-matcher-request.ts';
export { type AimedRequest, requestFor, requestView } from './request.ts';
export {
  configMap,
  endpointSlice,
  gateway,
  gatewayClass,
  httpRoute,
  namespace,
  referenceGrant,
  resource,
  secret,
  service,
} from './resources.ts';
