import type { FaultFilter } from '../../ir/filter.ts';
import { type FaultPolicySpec, faultPolicySpec } from '../kinds/fault-policy.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { PolicyReader } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const faultReader = new PolicyReader('FaultPolicy', faultPolicySpec);

export function faultFilters({ delay, abort }: FaultPolicySpec): FaultFilter[] {
  const time = delay?.duration === undefined ? 0 : milliseconds(delay.duration);
  const delays = time > 0 && { delay: { duration: time, percentage: delay?.percentage ?? 100 } };
  const aborts = abort?.statusCode !== undefined && {
    abort: { statusCode: abort.statusCode, percentage: abort.percentage ?? 100 },
  };
  return delays || aborts ? [{ kind: 'fault', ...delays, ...aborts }] : [];
}

/** FaultPolicy: a filter in front of all others, of the rule or of each backend. */
export function applyFaults(draft: RuleDraft): void {
  const spread = draft.spread(faultReader, ({ spec }) => faultFilters(spec));
  if (spread.kind === 'rule') draft.filters = [...spread.value, ...draft.filters];
  else if (spread.kind === 'backends') {
    for (const [backend, filters = []] of spread.values) draft.addBackendFilter(backend, ...filters);
  }
}
