import type { UpstreamConnection } from './connection.ts';
import type { ResponseLimits } from './response-parser.ts';

/** Told when a connection is free again or gone. */
export interface ConnectionOwner {
  onFree(connection: UpstreamConnection): void;
  onGone(connection: UpstreamConnection): void;
}

export interface ConnectionLimits extends ResponseLimits {
  /** Milliseconds until the connection must stand. */
  readonly connect: number;
  /** Milliseconds without a byte in either direction while an exchange runs; 0 disables. */
  readonly idle: number;
}
