import {
  compileConfiguration,
  createEngine,
  createMatchResult,
  createRequestView,
  type Resource,
} from '@routeward/core';
import { clusterResources, clusterRoute } from '../cases/cluster.ts';
import { timed } from './duration.ts';
import { quantile } from './statistics.ts';

/** Milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

/** One changed route among many: status computed and tables compiled, until the next request would see it. */
export interface OneChange {
  readonly routes: number;
  readonly hosts: number;
  readonly changes: number;
  /** Everything for the first time, cold. */
  readonly start: number;
  readonly engine: Latency;
  readonly tables: Latency;
  /** Wall time, as the others. */
  readonly together: Latency;
  readonly togetherCpu: Latency;
}

const latencyOf = (values: readonly number[]): Latency => ({
  median: quantile(values, 0.5),
  p99: quantile(values, 0.99),
  longest: Math.max(...values),
});

const upsert = (resource: Resource) => ({ kind: 'upsert' as const, resource });

export function measureOneChange(routes: number, hosts: number, changes: number): OneChange {
  const resources = clusterResources(routes, hosts);
  const begin = performance.now();
  const engine = createEngine();
  engine.apply(resources.map(upsert));
  let matcher = compileConfiguration(engine.configuration);
  const start = performance.now() - begin;
  const view = createRequestView();
  const result = createMatchResult();
  const times = Array.from({ length: changes }, (_, change) => {
    const index = (change * 7919) % routes;
    const version = change + 1;
    const changed = upsert(clusterRoute(index, hosts, version));
    const applied = timed(() => engine.apply([changed]));
    const compiled = timed(() => compileConfiguration(applied.value.configuration, matcher));
    matcher = compiled.value;
    view.authority = `host-${index % hosts}.example.com`;
    view.path = `/service-${index}/v${version % 3}/x`;
    matcher.port('infra/edge', 80)?.match(view, result);
    if (result.rule?.origin.route !== `HTTPRoute/apps/route-${index}`) throw new Error(`change ${change} is not seen`);
    if (applied.value.statusChanges.length === 0) throw new Error(`change ${change} changed no status`);
    return { engine: applied.duration, tables: compiled.duration };
  });
  return {
    routes,
    hosts,
    changes,
    start,
    engine: latencyOf(times.map(({ engine }) => engine.wall)),
    tables: latencyOf(times.map(({ tables }) => tables.wall)),
    together: latencyOf(times.map(({ engine, tables }) => engine.wall + tables.wall)),
    togetherCpu: latencyOf(times.map(({ engine, tables }) => engine.cpu + tables.cpu)),
  };
}
