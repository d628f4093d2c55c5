import type { MirrorFilter } from '@routeward/core';
import type { SafeChanges } from '../headers/header-changes.ts';
import type { Session } from '../session/rule-session.ts';

/** What a filter reads of the request besides the draft. */
export interface FilterContext {
  /** As received. */
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly rawHeaders: readonly string[];
  readonly scheme: 'http' | 'https';
  readonly listenerPort: number;
  /** A roll in [0, 1). */
  readonly random: () => number;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** A copy to be sent: the request as it was at the filter's place. */
export interface PlannedMirror {
  readonly filter: MirrorFilter;
  readonly path: string;
  readonly authority: string;
  readonly headers: readonly string[];
}

/** The request on its way through the filters, and what they will do to the response. */
export interface ExchangeDraft {
  path: string;
  authority: string;
  /** Name and value in turn; the exchange's own list. */
  headers: string[];
  mirrors: PlannedMirror[] | undefined;
  responseChanges: SafeChanges[] | undefined;
  /** Replaces the backend's Access-Control-* fields; undefined where no CORS filter applied. */
  corsHeaders: readonly string[] | undefined;
  /** The endpoint that the client comes back to. */
  session: Session | undefined;
  /** Milliseconds to wait before going on. */
  delay: number;
}

export type ReplyReason =
  | 'no-listener'
  | 'no-route'
  | 'redirect'
  | 'respond'
  | 'cors-preflight'
  | 'fault'
  | 'broken-rule'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate-limited'
  /** An access rule or rate limit that can't be honoured. */
  | 'broken-policy'
  /** What a policy asks can't answer right now. */
  | 'policy-unavailable'
  | 'no-backend'
  | 'invalid-backend'
  | 'unsupported-protocol'
  | 'no-endpoints'
  | 'upstream-connect'
  | 'upstream-answer'
  | 'upstream-idle'
  | 'upstream-overload'
  | 'request-timeout'
  | 'backend-timeout'
  | 'client-error'
  | 'internal';

/** An answer of the gateway's own; `headers` are name and value in turn. */
export interface LocalReply {
  readonly statusCode: number;
  readonly reason: ReplyReason;
  readonly headers: readonly string[];
  /** In place of the text that goes with the status; its Content-Type is among the headers. */
  readonly body?: Buffer;
}

export const reply = (statusCode: number, reason: ReplyReason, headers: readonly string[] = []): LocalReply => ({
  statusCode,
  reason,
  headers,
});
