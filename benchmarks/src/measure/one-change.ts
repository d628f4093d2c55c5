import {
  compileConfiguration,
  createEngine,
  createMatchResult,
  createRequestView,
  type Resource,
} from '@routeward/core';
import { clusterResources, clusterRoute } from '../cases/cluster.ts';
import { quantile } from './statistics.ts';

/** Milliseconds of wall time. */
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
  readonly together: Latency;
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
    const before = performance.now();
    const update = engine.apply([changed]);
    const applied = performance.now();
    matcher = compileConfiguration(update.configuration, matcher);
    const compiled = performance.now();
    view.authority = `host-${index % hosts}.example.com`;
    view.path = `/service-${index}/v${version % 3}/x`;
    matcher.port('infra/edge', 80)?.match(view, result);
    if (result.rule?.origin.route !== `HTTPRoute/apps/route-${index}`) throw new Error(`change ${change} is not seen`);
    if (update.statusChanges.length === 0) throw new Error(`change ${change} changed no status`);
    return { engine: applied - before, tables: compiled - applied, together: compiled - before };
  });
  return {
    routes,
    hosts,
    changes,
    start,
    engine: latencyOf(times.map((time) => time.engine)),
    tables: latencyOf(times.map((time) => time.tables)),
    together: latencyOf(times.map((time) => time.together)),
  };
}
