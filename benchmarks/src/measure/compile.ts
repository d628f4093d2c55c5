import { compileConfiguration } from '@routeward/core';
import { configurationOf, createRouteSet, type RouteSetShape } from '../cases/route-set.ts';
import { type Duration, timed } from './duration.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Milliseconds to compile a configuration that is there. */
export interface CompileTime {
  readonly set: string;
  /** In a process that has compiled nothing yet. */
  readonly first: Duration;
  readonly again: { readonly wall: Spread; readonly cpu: Spread };
  readonly tableBytes: number;
}

export function measureCompile(shape: RouteSetShape): CompileTime {
  const configuration = configurationOf(createRouteSet(shape));
  const run = (): Duration => timed(() => compileConfiguration(configuration)).duration;
  const first = run();
  const times = Array.from({ length: 15 }, run);
  const again = { wall: spreadOf(times.map(({ wall }) => wall)), cpu: spreadOf(times.map(({ cpu }) => cpu)) };
  const tableBytes = compileConfiguration(configuration).port('bench/g', 80)?.tableBytes ?? 0;
  return { set: shape.name, first, again, tableBytes };
}
