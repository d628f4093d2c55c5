import type { BackendSettings, LoadBalancing } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';

const slowStart = ({ slowStart: window }: BackendSettings): JsonObject =>
  window === undefined || window === 0 ? {} : { slow_start_config: { slow_start_window: duration(window) } };

const filled = (name: string, config: JsonObject): JsonObject =>
  Object.keys(config).length > 0 ? { [name]: config } : {};

/** Envoy has it for algorithms without memory only. */
export const startsSlowly = (balancing: LoadBalancing | undefined): boolean =>
  balancing === undefined || balancing.kind === 'roundRobin' || balancing.kind === 'leastRequest';

/** The fields of a cluster that say how endpoints take turns; in turn unless said. */
export function loadBalancing(settings: BackendSettings): JsonObject {
  const { loadBalancing: balancing = { kind: 'roundRobin' } } = settings;
  switch (balancing.kind) {
    case 'roundRobin':
      return filled('round_robin_lb_config', slowStart(settings));
    case 'random':
      return { lb_policy: 'RANDOM' };
    case 'leastRequest':
      return {
        lb_policy: 'LEAST_REQUEST',
        least_request_lb_config: { choice_count: balancing.choices, ...slowStart(settings) },
      };
    case 'ringHash':
      return { lb_policy: 'RING_HASH', ring_hash_lb_config: { minimum_ring_size: balancing.minimumRingSize } };
    case 'maglev':
      return { lb_policy: 'MAGLEV', maglev_lb_config: { table_size: balancing.tableSize } };
  }
}
