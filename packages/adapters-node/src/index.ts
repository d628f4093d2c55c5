export type { PathPolicy } from '@routeward/core';
export type { EndpointChange } from './balancing/backend-state.ts';
export { type BoundListener, createDataPlane, type DataPlane, type DataPlaneOptions } from './data-plane.ts';
export type { EventListener, EventPlace, ProxyEvent } from './events.ts';
export type { ReplyReason } from './filters/exchange-draft.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export type { SecretProvider } from './guard/environment.ts';
export type { Trust } from './headers/forwarding.ts';
export type { Limits, ProxyOptions } from './options.ts';
export type { RateLimitStore, SharedLimit, SharedLimiter } from './rate-limits/shared-store.ts';
export type { RejectionReason, UnderscoreNames } from './request/admission.ts';
export { TcpClient, type TcpClientLimits } from './upstream/tcp-client.ts';
export type {
  BodyLength,
  UpstreamAddress,
  UpstreamCall,
  UpstreamClient,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
  UpstreamResponseHead,
} from './upstream/upstream-client.ts';
