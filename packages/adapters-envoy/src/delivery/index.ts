export type { ServerIdentity, ServerTls } from '../ads/credentials.ts';
export { DeltaSession } from '../ads/delta-session.ts';
export type { DeltaRequest, EnvoyNode, SotwRequest } from '../ads/discovery-request.ts';
export {
  type AdsServer,
  type AdsServerOptions,
  type ConnectedNode,
  createAdsServer,
  type DiscoveryClient,
} from '../ads/server.ts';
export type { Refusal, SessionHost, SessionOptions } from '../ads/session-host.ts';
export { SotwSession } from '../ads/sotw-session.ts';
export { createFileDelivery, type FileDelivery, type FileDeliveryOptions } from '../files/file-delivery.ts';
export { fileConfigSource } from '../files/file-names.ts';
export { type FilesBootstrapOptions, filesBootstrap } from '../files/files-bootstrap.ts';
export { createRestHandler, type RestHandler, type RestOptions } from '../rest/rest-handler.ts';
export { checkResource, decodeEnvoyMessage, encodeEnvoyMessage, encodeResource } from './check-resource.ts';
export {
  type AdsBootstrapOptions,
  adsBootstrap,
  type ClientTls,
  type DiscoveryBootstrapOptions,
  discoveryTls,
  type RestBootstrapOptions,
  restBootstrap,
  restConfigSource,
} from './discovery-bootstrap.ts';
export type { DiscoveryMessage } from './encoded-resource.ts';
export type { DeliveryEvent } from './events.ts';
export { refusalFinding, type TracedRefusal, traceRefusal } from './refusal.ts';
export { type ResourceKind, resourceKinds, typeUrlOf } from './resource-kind.ts';
export { createRouteScopes, type RouteScopes } from './route-scopes.ts';
export { type AssignSnapshot, assignByNode, SnapshotStore, sharedSnapshot } from './snapshot-store.ts';
export { ToldHistory } from './told-history.ts';
