import type * as z from 'zod';
import { isJsonObject, type JsonValue } from '../../text/json.ts';
import { formatPath } from '../../validation/field-path.ts';
import { issueText } from '../../validation/issue-message.ts';
import type { AppliedPolicies } from '../apply-hook.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import { originAt } from './origin-at.ts';

export type ApplyProblem = AppliedPolicies['problems'][number];

/** An effective policy with its values checked. */
export interface PolicyValues<T> {
  readonly spec: T;
  readonly effective: EffectivePolicy;
}

type Reading<T> =
  | { readonly kind: 'read'; readonly values: PolicyValues<T> }
  | { readonly kind: 'invalid'; readonly problems: readonly ApplyProblem[] };

function valueAt(value: JsonValue, path: readonly PropertyKey[]): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const segment of path) {
    if (Array.isArray(current) && typeof segment === 'number') current = current[segment];
    else if (isJsonObject(current) && Object.hasOwn(current, segment)) current = current[String(segment)];
    else return undefined;
  }
  return current;
}

/** A problem with an effective value is one of the policy that it comes from. */
export function problemAt(effective: EffectivePolicy, path: string, message: string): ApplyProblem {
  const origin = originAt(effective, path);
  return { policy: origin?.policy ?? '', path: origin?.field ?? path, message };
}

/**
 * Reads the effective policies of one kind. The parts were checked when they were read, but what several come to may
 * still be too much, or miss something.
 */
export class PolicyReader<T> {
  readonly kind: string;
  readonly #schema: z.ZodType<T>;
  readonly #known = new WeakMap<EffectivePolicy, Reading<T>>();

  constructor(kind: string, schema: z.ZodType<T>) {
    this.kind = kind;
    this.#schema = schema;
  }

  read(effective: EffectivePolicy): Reading<T> {
    const known = this.#known.get(effective);
    if (known) return known;
    const reading = this.#parse(effective);
    this.#known.set(effective, reading);
    return reading;
  }

  #parse(effective: EffectivePolicy): Reading<T> {
    const result = this.#schema.safeParse(effective.spec);
    if (result.success) return { kind: 'read', values: { spec: result.data, effective } };
    const problems = result.error.issues.map((issue) => {
      const { message } = issueText(issue, valueAt(effective.spec, issue.path));
      return problemAt(effective, formatPath(issue.path), message);
    });
    return { kind: 'invalid', problems };
  }
}
