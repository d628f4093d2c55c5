import type { WeightedBackend } from '../ir/backend.ts';

/**
 * The backend that a roll in [0, 1) falls on; invalid backends hold their share. Undefined where there is nothing to
 * choose: no backend, or all weights are 0 (the caller answers 500).
 */
export function chooseBackend(backends: readonly WeightedBackend[], roll: number): WeightedBackend | undefined {
  let total = 0;
  for (const backend of backends) total += backend.weight;
  if (total === 0) return undefined;
  let left = roll * total;
  for (const backend of backends) {
    left -= backend.weight;
    if (left < 0) return backend;
  }
  // Only rounding can lead here, with a roll next to 1: the last backend that has a weight.
  return backends.findLast((backend) => backend.weight > 0);
}
