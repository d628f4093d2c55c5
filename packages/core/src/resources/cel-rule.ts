import type * as z from 'zod';
import type { Channel } from './channel.ts';
import { keywords } from './keywords.ts';

/** One x-kubernetes-validations entry of a CRD, ported by hand. */
export interface CelRule<T> {
  /** The CRD's own words. */
  readonly message: string;
  /** Absent: both channels have the rule. */
  readonly channel?: Channel;
  readonly holds: (value: T) => boolean;
}

/**
 * Adds the rules of a CRD to a schema. They run where the value has the right shape, even if a pattern or a lower
 * limit is violated: the API server skips CEL only after errors of type, presence, enumeration and upper limits.
 */
export function withRules<T extends z.ZodType>(
  schema: T,
  rules: readonly CelRule<z.output<T>>[],
  channel: Channel = 'experimental',
): T {
  const applied = rules.filter((rule) => rule.channel === undefined || rule.channel === channel);
  const checked = schema.check((context) => {
    for (const { message, holds } of applied) {
      if (holds(context.value)) continue;
      context.issues.push({
        code: 'custom',
        message,
        params: { rule: 'cel' },
        input: context.value,
        continue: true,
      });
    }
  });
  keywords.add(checked, { 'x-kubernetes-validations': applied.map(({ message }) => ({ message })) });
  return checked;
}
