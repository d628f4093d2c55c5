import type { Balancer } from './balancer.ts';
import type { EndpointState } from './endpoint-state.ts';
import type { SlowStart } from './slow-start.ts';

/**
 * The least loaded of some drawn by chance: two choices already keep the longest queue exponentially shorter than one
 * (Mitzenmacher, 2001), while the least loaded of all would draw every gateway to the same endpoint.
 */
export function leastRequest(choices: number, ramp: SlowStart, roll: () => number): Balancer {
  return ({ usable, now }) => {
    // A new endpoint is empty and would get everything: its load counts for more.
    const load = (endpoint: EndpointState): number => (endpoint.active + 1) / ramp.share(endpoint, now);
    let best: EndpointState | undefined;
    for (let drawn = 0; drawn < Math.max(1, choices); drawn++) {
      const candidate = usable[Math.floor(roll() * usable.length)];
      if (candidate !== undefined && (best === undefined || load(candidate) < load(best))) best = candidate;
    }
    return best;
  };
}
