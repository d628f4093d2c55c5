import type * as z from 'zod';
import { formatPath } from '../../validation/field-path.ts';
import { issueText } from '../../validation/issue-message.ts';
import type { AppliedPolicies } from '../apply-hook.ts';
import type { EffectivePolicy, FieldOrigin } from '../effective-policy.ts';

export type ApplyProblem = AppliedPolicies['problems'][number];

/** An effective policy's values, checked. */
export interface PolicyValues<T> {
  readonly spec: T;
  readonly effective: EffectivePolicy;
}

type Reading<T> =
  | { readonly kind: 'read'; readonly values: PolicyValues<T> }
  | { readonly kind: 'invalid'; readonly problems: readonly ApplyProblem[] };

/** Of the value at a path, or else of one below or above it: a whole list or object may come from several policies. */
export function originAt({ origins }: EffectivePolicy, path: string): FieldOrigin | undefined {
  const exact = origins[path];
  if (exact) return exact;
  const below = Object.keys(origins).find((key) => key.startsWith(path) && /^[.[]/.test(key.slice(path.length)));
  if (below !== undefined) return origins[below];
  const end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  return end > 0 ? originAt({ origins } as EffectivePolicy, path.slice(0, end)) : Object.values(origins)[0];
}
