import { createRequests } from '../cases/requests.ts';
import { createRouteSet, type RouteSetShape } from '../cases/route-set.ts';
import { routeward } from '../contestants/routeward.ts';
import type { Effort } from './compare.ts';
import { runRounds, type Timing } from './rounds.ts';

/** How the time of a match grows with the set: all sets in turn within each round, compared with the first. */
export interface Scale {
  readonly set: string;
  readonly timing: Timing;
}

export function measureScale(shapes: readonly RouteSetShape[], effort: Effort): Scale[] {
  const runners = shapes.map((shape) => {
    const set = createRouteSet(shape);
    return { name: shape.name, match: routeward.build(set), requests: createRequests(set, effort.requests) };
  });
  const timings = runRounds(runners, effort);
  return shapes.flatMap((shape, index) => {
    const timing = timings[index];
    return timing ? [{ set: shape.name, timing }] : [];
  });
}
