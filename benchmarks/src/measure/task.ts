import { type RouteSetShape, routeSetShapes } from '../cases/route-set.ts';
import { peers } from '../contestants/all.ts';
import { type Comparison, compare, type Effort } from './compare.ts';
import { type CompileTime, measureCompile } from './compile.ts';
import { measureOneChange, type OneChange } from './one-change.ts';
import { measureScale, type Scale } from './scale.ts';

/** One measurement, done in a process of its own: nothing is warm from another, and it may be killed. */
export type Task =
  | { readonly kind: 'compare'; readonly set: string; readonly contestant: string; readonly effort: Effort }
  | { readonly kind: 'scale'; readonly sets: readonly string[]; readonly effort: Effort }
  | { readonly kind: 'compile'; readonly set: string }
  | { readonly kind: 'oneChange'; readonly routes: number; readonly hosts: number; readonly changes: number };

export type TaskResult =
  | { readonly kind: 'compare'; readonly result: Comparison }
  | { readonly kind: 'scale'; readonly result: readonly Scale[] }
  | { readonly kind: 'compile'; readonly result: CompileTime }
  | { readonly kind: 'oneChange'; readonly result: OneChange };

function shapeOf(name: string): RouteSetShape {
  const shape = routeSetShapes.find((one) => one.name === name);
  if (!shape) throw new Error(`no set "${name}"`);
  return shape;
}

export function runTask(task: Task): TaskResult {
  switch (task.kind) {
    case 'compare': {
      const contestant = peers.find(({ name }) => name === task.contestant);
      if (!contestant) throw new Error(`no contestant "${task.contestant}"`);
      return { kind: 'compare', result: compare(shapeOf(task.set), contestant, task.effort) };
    }
    case 'scale':
      return { kind: 'scale', result: measureScale(task.sets.map(shapeOf), task.effort) };
    case 'compile':
      return { kind: 'compile', result: measureCompile(shapeOf(task.set)) };
    case 'oneChange':
      return { kind: 'oneChange', result: measureOneChange(task.routes, task.hosts, task.changes) };
  }
}
