import type { LoadBalancing } from '@routeward/core';
import type { EndpointState } from './endpoint-state.ts';
import { leastRequest } from './least-request.ts';
import { maglev } from './maglev.ts';
import { random } from './random.ts';
import { ringHash } from './ring-hash.ts';
import { roundRobin } from './round-robin.ts';
import { SlowStart } from './slow-start.ts';

/** What is drawn from. */
export interface Choice {
  /** Never empty. */
  readonly usable: readonly EndpointState[];
  /** Those that are left out for now, too: a consistent hash must not shift when one of them comes back. */
  readonly all: readonly EndpointState[];
  /** What a consistent hash is taken of; undefined where the request has nothing of the kind. */
  readonly key: string | undefined;
  readonly now: number;
}

/** Chooses an endpoint; keeps what it needs from one choice to the next. */
export type Balancer = (choice: Choice) => EndpointState | undefined;

/** `roll` gives numbers in [0, 1); `slowStart` in milliseconds. */
export function createBalancer(
  balancing: LoadBalancing | undefined,
  slowStart: number | undefined,
  roll: () => number,
): Balancer {
  const ramp = new SlowStart(slowStart, roll);
  switch (balancing?.kind) {
    case undefined:
    case 'roundRobin':
      return roundRobin(ramp);
    case 'random':
      return random(ramp, roll);
    case 'leastRequest':
      return leastRequest(balancing.choices, ramp, roll);
    case 'ringHash':
      return ringHash(balancing.minimumRingSize, roll);
    case 'maglev':
      return maglev(balancing.tableSize, roll);
  }
}
