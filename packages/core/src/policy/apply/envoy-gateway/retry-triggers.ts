const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What the triggers of `retryOn` mean in status codes; a backend that was not reached is tried again anyway. */
const triggers: ReadonlyMap<string, readonly number[]> = new Map([
  ['5xx', range(500, 599)],
  ['gateway-error', [502, 503, 504]],
  ['retriable-4xx', [409]],
  ['retriable-status-codes', []],
  ['connect-failure', []],
  ['refused-stream', []],
  ['reset', []],
  ['reset-before-request', []],
]);

/** Envoy Gateway's own where nothing is said. */
const usualCodes: readonly number[] = [503];

export interface RetryOn {
  readonly triggers?: readonly string[];
  readonly httpStatusCodes?: readonly number[];
}

export interface RetryCodes {
  readonly codes: readonly number[];
  /** Triggers that have no status code: those of gRPC. */
  readonly unknown: readonly string[];
}

export function retryCodes(retryOn: RetryOn | undefined): RetryCodes {
  if (!retryOn) return { codes: usualCodes, unknown: [] };
  const named = retryOn.triggers ?? [];
  const codes = new Set([...named.flatMap((name) => triggers.get(name) ?? []), ...(retryOn.httpStatusCodes ?? [])]);
  return { codes: [...codes].sort((a, b) => a - b), unknown: named.filter((name) => !triggers.has(name)) };
}
