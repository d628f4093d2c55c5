import type { ComputedCondition } from '../gateways/evaluated-gateway.ts';
import type { Condition } from '../resources/condition.ts';

/** Conditions per block (maxItems of the CRDs). */
const maxConditions = 8;

/**
 * Our conditions, then those of other types that stand there already: whoever wrote them wants them kept
 * (GatewayPreserveForeignConditions). `own` are the types that we write or have ever written.
 */
export function mergeConditions(
  computed: readonly ComputedCondition[],
  stored: readonly Condition[],
  own: readonly string[],
): readonly (ComputedCondition | Condition)[] {
  const written = new Set([...own, ...computed.map(({ type }) => type)]);
  return [...computed, ...stored.filter(({ type }) => !written.has(type))].slice(0, maxConditions);
}

/** True where what is stored was computed from a newer state of the resource than ours: then it stays. */
export function isNewer(stored: readonly Condition[], own: readonly string[], generation: number | undefined): boolean {
  if (generation === undefined) return false;
  return stored.some(({ type, observedGeneration = 0 }) => own.includes(type) && observedGeneration > generation);
}
