import type { Balancer } from './balancer.ts';
import type { SlowStart } from './slow-start.ts';

/** Any of them; one that is new may send the draw on to another. */
export function random(ramp: SlowStart, roll: () => number): Balancer {
  return ({ usable, now }) => {
    const draw = () => usable[Math.floor(roll() * usable.length)];
    for (let drawn = 0; drawn < usable.length; drawn++) {
      const picked = draw();
      if (picked !== undefined && ramp.accepts(picked, now)) return picked;
    }
    return draw();
  };
}
