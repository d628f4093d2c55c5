import type { Compression } from '../../../ir/traffic.ts';
import { type BackendTrafficSpec, backendTrafficSpec } from '../../kinds/envoy-gateway/backend-traffic-policy.ts';
import { milliseconds } from '../../kinds/milliseconds.ts';
import { setBackends } from '../backend-values.ts';
import { usualCompression } from '../compression.ts';
import { faultFilters } from '../faults.ts';
import { isSaid } from '../origin-at.ts';
import { PolicyReader, type PolicyValues, problemAt } from '../policy-reader.ts';
import type { RuleDraft } from '../rule-draft.ts';
import { envoyBackend } from './envoy-backends.ts';
import { envoyLimits } from './envoy-limits.ts';
import { retryCodes } from './retry-triggers.ts';

const reader = new PolicyReader('BackendTrafficPolicy', backendTrafficSpec);

/** The rule's own retry wins as a whole, as in Envoy Gateway. */
function applyRetry({ spec: { retry }, effective }: PolicyValues<BackendTrafficSpec>, draft: RuleDraft): void {
  if (!retry || draft.settings.retry) return;
  const { codes, unknown } = retryCodes(retry.retryOn);
  for (const name of unknown) {
    draft.tell(problemAt(effective, 'retry.retryOn.triggers', `${name} is not carried out here`));
  }
  const { timeout, backOff } = retry.perRetry ?? {};
  draft.settings = {
    ...draft.settings,
    retry: {
      attempts: retry.numRetries ?? 2,
      statusCodes: codes,
      ...(backOff?.baseInterval !== undefined && { backoff: milliseconds(backOff.baseInterval) }),
      ...(backOff?.maxInterval !== undefined && { maximumBackoff: milliseconds(backOff.maxInterval) }),
    },
    ...(timeout !== undefined && {
      timeouts: { backendRequest: milliseconds(timeout), ...draft.settings.timeouts },
    }),
  };
}

function applyRequestTimeout({ spec, effective }: PolicyValues<BackendTrafficSpec>, draft: RuleDraft): void {
  const time = spec.timeout?.http?.requestTimeout;
  if (time === undefined || !isSaid(effective, 'timeout.http.requestTimeout')) return;
  draft.settings = { ...draft.settings, timeouts: { ...draft.settings.timeouts, request: milliseconds(time) } };
}

const algorithms = { Gzip: 'gzip', Brotli: 'br', Zstd: 'zstd' } as const;

function compressionOf({ compression, compressor = compression }: BackendTrafficSpec): Compression | undefined {
  if (!compressor || compressor.length === 0) return undefined;
  return { ...usualCompression, algorithms: [...new Set(compressor.map(({ type }) => algorithms[type]))] };
}

function applyFaults({ spec }: PolicyValues<BackendTrafficSpec>, draft: RuleDraft): void {
  const { delay, abort } = spec.faultInjection ?? {};
  const filters = faultFilters({
    ...(delay && { delay: { duration: delay.fixedDelay, percentage: delay.percentage ?? 100 } }),
    ...(abort?.httpStatus !== undefined && {
      abort: { statusCode: abort.httpStatus, percentage: abort.percentage ?? 100 },
    }),
  });
  draft.filters = [...filters, ...draft.filters];
}

/** Envoy Gateway's BackendTrafficPolicy. It never targets a Service, so that all backends of a rule come to the same. */
export function applyBackendTraffic(draft: RuleDraft): void {
  const values = draft.ruleValue(reader, (read) => read);
  if (!values) return;
  applyRetry(values, draft);
  applyRequestTimeout(values, draft);
  applyFaults(values, draft);
  const compression = compressionOf(values.spec);
  const rateLimits = [...(draft.settings.rateLimits ?? []), ...envoyLimits(values, draft)];
  draft.settings = {
    ...draft.settings,
    ...(compression && { compression }),
    ...(rateLimits.length > 0 && { rateLimits }),
  };
  setBackends(draft, reader, ({ spec }) => envoyBackend(spec));
}
