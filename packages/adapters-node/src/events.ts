import type { EndpointChange } from './balancing/backend-state.ts';
import type { ReplyReason } from './filters/exchange-draft.ts';
import type { RejectionReason } from './request/admission.ts';
import type { UpstreamFailure } from './upstream/upstream-client.ts';

/** Where an event happened: `gateway` is `namespace/name`, `port` the listener's. */
export interface EventPlace {
  readonly gateway: string;
  readonly port: number;
}

/**
 * What the data plane tells. No event holds a header value, a query or a body: they may carry secrets. Receivers must
 * be quick; what they throw is dropped.
 */
export type ProxyEvent =
  /** An exchange is over. */
  | (EventPlace & {
      readonly kind: 'exchange';
      readonly method: string;
      /** 0 where the client went away before an answer. */
      readonly statusCode: number;
      /** `HTTPRoute/namespace/name`. */
      readonly route?: string;
      readonly rule?: number;
      /** Key of the backend that was tried last. */
      readonly backend?: string;
      /** Why the gateway answered by itself. */
      readonly reason?: ReplyReason;
      /** Tries at the backend, the first included. */
      readonly tries: number;
      /** Milliseconds. */
      readonly duration: number;
      /** The answer reached the client in full. */
      readonly complete: boolean;
      /** Version of the configuration that decided. */
      readonly version: string;
    })
  /** A request was refused before any rule was looked at. */
  | (EventPlace & { readonly kind: 'rejected'; readonly statusCode: number; readonly reason: RejectionReason })
  /** Bytes that are no request, or a client that was too slow. */
  | (EventPlace & { readonly kind: 'client-error'; readonly code: string })
  | (EventPlace & {
      readonly kind: 'upstream-failure';
      readonly backend: string;
      readonly address: string;
      readonly failure: UpstreamFailure['kind'];
      readonly detail: string;
      readonly willRetry: boolean;
    })
  /** An access rule or a rate limit could not be carried out, so that a request was turned away. */
  | (EventPlace & {
      readonly kind: 'policy-failure';
      readonly route: string;
      readonly rule: number;
      readonly detail: string;
    })
  | (EventPlace & { readonly kind: 'mirror-failure'; readonly backend: string; readonly detail: string })
  | (EventPlace & { readonly kind: 'tunnel'; readonly state: 'open' | 'closed'; readonly backend: string })
  /** The proxy caught its own mistake; please report it. */
  | (EventPlace & { readonly kind: 'internal-error'; readonly message: string })
  /** An endpoint is left out for a while after failures, is ill by its health check, or is well again. */
  | { readonly kind: 'endpoint'; readonly backend: string; readonly address: string; readonly change: EndpointChange }
  /** A backend asks for what this data plane does not do. */
  | { readonly kind: 'unsupported'; readonly backend: string; readonly detail: string }
  | { readonly kind: 'configuration'; readonly version: string }
  /** A listener is bound; `bound` differs from `wanted` where that port was taken. */
  | (EventPlace & { readonly kind: 'listening'; readonly wanted: number; readonly bound: number })
  | (EventPlace & { readonly kind: 'closed' })
  | (EventPlace & { readonly kind: 'not-served'; readonly listener: string; readonly detail: string });

export type EventListener = (event: ProxyEvent) => void;
