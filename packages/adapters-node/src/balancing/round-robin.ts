import type { Balancer } from './balancer.ts';
import type { EndpointState } from './endpoint-state.ts';
import type { SlowStart } from './slow-start.ts';

/** One after the other; those that are new are passed over now and then. */
export function roundRobin(ramp: SlowStart): Balancer {
  let next = 0;
  return ({ usable, now }) => {
    let picked: EndpointState | undefined;
    // Where all are new, the last one asked takes it.
    for (let asked = 0; asked < usable.length; asked++) {
      picked = usable[next % usable.length];
      next = (next + 1) % usable.length;
      if (picked !== undefined && ramp.accepts(picked, now)) return picked;
    }
    return picked;
  };
}
