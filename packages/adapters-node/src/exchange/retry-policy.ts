import type { Retry } from '@routeward/core';
import { timerDelay } from '../time/timer-delay.ts';
import { isIdempotent } from '../upstream/request-head.ts';
import type { UpstreamFailure } from '../upstream/upstream-client.ts';

/** Milliseconds before the first retry where the rule names none. */
const defaultBackoff = 25;

/** True where the rule asks for another try after this status: the backend refused the request by saying so. */
export const retriesStatus = (retry: Retry | undefined, retries: number, statusCode: number): boolean =>
  retry !== undefined && retries < retry.attempts && retry.statusCodes.includes(statusCode);

/**
 * True where the rule asks for another try after a failure and the backend did not process the request (HTTPRoute
 * `retry`, v1.7): it never got it, or the method may be repeated.
 */
export function retriesFailure(
  retry: Retry | undefined,
  retries: number,
  failure: UpstreamFailure,
  method: string,
): boolean {
  if (retry === undefined || retries >= retry.attempts) return false;
  if (failure.kind === 'connect' || failure.kind === 'overload') return true;
  return failure.kind === 'unanswered' && isIdempotent(method);
}

/** One try ran out of time: repeated where that is harmless, or where the rule lists 504. */
export const retriesTimeout = (retry: Retry | undefined, retries: number, method: string): boolean =>
  retry !== undefined && retries < retry.attempts && (isIdempotent(method) || retry.statusCodes.includes(504));

/**
 * A kept connection ended before the first byte of the answer: most likely the server's idle timeout crossed the
 * request. RFC 9112 9.3.1 allows one new try for idempotent methods only; a POST might have been executed.
 */
export const retriesStale = (failure: UpstreamFailure, method: string): boolean =>
  failure.kind === 'unanswered' && failure.reused && isIdempotent(method);

/** Exponential from the rule's backoff up to its maximum, ten times the backoff unless it says so, with jitter between a half and the whole. */
export function backoff(retry: Retry | undefined, retries: number, roll: number): number {
  const base = retry?.backoff ?? defaultBackoff;
  const most = Math.max(base, retry?.maximumBackoff ?? base * 10);
  return timerDelay(Math.min(base * 2 ** retries, most)) * (0.5 + roll / 2);
}
