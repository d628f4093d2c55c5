import { compileConfiguration } from '@routeward/core';
import { configurationOf, createRouteSet, type RouteSetShape } from '../cases/route-set.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Milliseconds to compile a configuration that is there. */
export interface CompileTime {
  readonly set: string;
  /** In a process that has compiled nothing yet. */
  readonly first: number;
  readonly again: Spread;
  readonly tableBytes: number;
}

export function measureCompile(shape: RouteSetShape): CompileTime {
  const configuration = configurationOf(createRouteSet(shape));
  const timed = (): number => {
    const start = performance.now();
    compileConfiguration(configuration);
    return performance.now() - start;
  };
  const first = timed();
  const again = spreadOf(Array.from({ length: 15 }, timed));
  const tableBytes = compileConfiguration(configuration).port('bench/g', 80)?.tableBytes ?? 0;
  return { set: shape.name, first, again, tableBytes };
}
