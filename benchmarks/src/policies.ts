import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createEngine, type Engine, type MergeMode, type Resource } from '@routeward/core';
import { allPolicies, changedPolicy, policyAt, policyWorld } from './cases/policy-world.ts';
import { cpuTime } from './measure/cpu-time.ts';
import { quantile } from './measure/statistics.ts';
import { cpuName } from './report/record.ts';
import { writeRecord, writeSection } from './report/write.ts';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '100,1000,10000,100000' } } });
const sizes = values.sizes.split(',').map(Number);
const standard = values.sizes === '100,1000,10000,100000';
const changes = 200;

const upsert = (engine: Engine, resources: readonly Resource[]): void => {
  engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
};

interface Figures {
  readonly routes: number;
  readonly scopes: number;
  /** All policies at once into an engine that has the routes: configuration, statuses, scopes. */
  readonly apply: number;
  /** All effective policies in a mode that nobody asked for before. */
  readonly list: number;
  readonly change: { readonly median: number; readonly p95: number };
  /** All effective policies after one change. */
  readonly listAgain: number;
  /** A policy on a Gateway with a tenth of the routes. */
  readonly gateway: number;
}

function coldList(engine: Engine, mode: MergeMode): number {
  return cpuTime(() => engine.policies(mode));
}

function measure(routes: number): Figures {
  const engine = createEngine();
  upsert(engine, policyWorld(routes));
  const policies = allPolicies(routes);
  const apply = cpuTime(() => upsert(engine, policies));
  globalThis.gc?.();
  // Neither was asked for before; the slower one counts.
  const list = Math.max(coldList(engine, 'gep-713'), coldList(engine, 'gep-713-literal'));
  const scopes = engine.policies().length;
  const each: number[] = [];
  const again: number[] = [];
  for (let turn = 0; turn < changes; turn += 1) {
    const policy = changedPolicy(turn, routes);
    each.push(cpuTime(() => upsert(engine, [policy])));
    again.push(cpuTime(() => engine.policies()));
  }
  const gateway = [1, 2, 3].map((turn) => cpuTime(() => upsert(engine, [policyAt(2, routes, turn)])));
  return {
    routes,
    scopes,
    apply,
    list,
    change: { median: quantile(each, 0.5), p95: quantile(each, 0.95) },
    listAgain: quantile(again, 0.5),
    gateway: quantile(gateway, 0.5),
  };
}

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

const row = ({ routes, scopes, apply, list, change, listAgain, gateway }: Figures): string =>
  `| ${[routes, scopes, ms(apply), ms(list), ms(change.median), ms(change.p95), ms(listAgain), ms(gateway)].join(' | ')} |`;

const load = { before: loadavg()[0] ?? 0, after: 0 };
// The compiler has seen the code before anything counts.
measure(1000);
const figures = sizes.map((size) => {
  const found = measure(size);
  console.log(row(found));
  return found;
});
load.after = loadavg()[0] ?? 0;

const table = [
  '| routes | scopes | all policies at once | all effective policies | one policy, median | one policy, p95 | all effective policies again | one policy on a Gateway |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...figures.map(row),
].join('\n');
const record = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpuName(),
  cores: cpus().length,
  node: process.versions.node,
  load,
  figures,
};
console.log(table);
if (standard) {
  const summary = `${record.date}, ${record.cpu}, Node ${record.node}, load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}.`;
  writeSection('policies', `${summary}\n\n${table}`);
  console.log(`written: docs/performance.md and ${writeRecord('-policies', record, record)}`);
}
