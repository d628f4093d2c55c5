import { unreachable } from '../text/unreachable.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { mergeClassic } from './merge-classic.ts';
import { mergeGep713, mergeGep713Literal } from './merge-gep-713.ts';
import type { MergeMode } from './merge-mode.ts';
import type { OwnedPart, OwnValues } from './owned-part.ts';
import type { MergeRules } from './policy-kind.ts';

/**
 * What the policies on a path come to. `levels` from the GatewayClass down, each with the older policy first, of equal
 * age by namespace and name.
 */
export function mergeLevels(
  levels: readonly (readonly OwnedPart[])[],
  own: OwnValues | undefined,
  mode: MergeMode,
  rules: MergeRules,
): EffectivePolicy {
  switch (mode) {
    case 'classic':
      return mergeClassic(levels, own, rules);
    case 'gep-713':
      return mergeGep713(levels, own, rules);
    case 'gep-713-literal':
      return mergeGep713Literal(levels, own, rules);
    default:
      return unreachable(mode);
  }
}
