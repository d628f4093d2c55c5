import { cpus, loadavg } from 'node:os';
import { createTranslator } from '@routeward/adapters-envoy';
import { createEngine } from '@routeward/core';
import { clusterResources, clusterRoute } from './cases/cluster.ts';
import { cpuTime } from './measure/cpu-time.ts';
import { quantile } from './measure/statistics.ts';
import { cpuName } from './report/record.ts';
import { writeRecord, writeSection } from './report/write.ts';

/** Routes, and the hosts that they are spread over. */
const sizes = [
  [100, 100],
  [1000, 100],
  [1000, 1000],
  [10_000, 100],
  [10_000, 10_000],
  [100_000, 100],
  [100_000, 100_000],
] as const;
const changes = 50;

interface Figures {
  readonly routes: number;
  readonly hosts: number;
  /** From an effective configuration to all resources, nothing kept from before. */
  readonly cold: number;
  /** From the next configuration, in which one route is another, to what has to be sent. */
  readonly change: number;
}

function measure(routes: number, hosts: number): Figures {
  const engine = createEngine();
  engine.apply(clusterResources(routes, hosts).map((resource) => ({ kind: 'upsert', resource })));
  const cold = [1, 2, 3].map(() => {
    globalThis.gc?.();
    return cpuTime(() => createTranslator().translate(engine.configuration));
  });
  const translator = createTranslator();
  translator.translate(engine.configuration);
  const each = Array.from({ length: changes }, (_, turn) => {
    const resource = clusterRoute((turn * 37) % routes, hosts, turn + 1);
    const { configuration } = engine.apply([{ kind: 'upsert', resource }]);
    return cpuTime(() => translator.translate(configuration));
  });
  return { routes, hosts, cold: quantile(cold, 0.5), change: quantile(each, 0.5) };
}

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

const row = ({ routes, hosts, cold, change }: Figures): string =>
  `| ${[routes, hosts, ms(cold), ms((1000 * cold) / routes), ms(change)].join(' | ')} |`;

const load = { before: loadavg()[0] ?? 0, after: 0 };
// The compiler has seen the code before anything counts.
measure(1000, 100);
const measured = sizes.map(([routes, hosts]) => {
  const found = measure(routes, hosts);
  console.log(row(found));
  return found;
});
load.after = loadavg()[0] ?? 0;
const record = { date: new Date().toISOString().slice(0, 10), cpu: cpuName(), cores: cpus().length, load, measured };
const table = [
  '| routes | hosts | all resources | for 1,000 routes | one changed route |',
  '| --- | --- | --- | --- | --- |',
  ...measured.map(row),
].join('\n');
const summary = `${record.date}, ${record.cpu}, Node ${process.versions.node}, load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}.`;
writeSection('translation', `${summary}\n\n${table}`);
console.log(`written: docs/performance.md and ${writeRecord('-translation', record, record)}`);
