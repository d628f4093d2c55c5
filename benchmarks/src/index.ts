import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { routeSetShapes } from './cases/route-set.ts';
import { peers } from './contestants/all.ts';
import type { Comparison, Effort } from './measure/compare.ts';
import { runInChild } from './measure/in-child.ts';
import type { Task, TaskResult } from './measure/task.ts';
import { toMarkdown } from './report/markdown.ts';
import { type BenchRecord, cpuName, type Failure, versionsOf } from './report/record.ts';
import { newestRecord, writeRecord, writeSection } from './report/write.ts';

const help = `npm run bench -- [--smoke] [--sets TEXT] [--contestants TEXT] [--rounds N] [--limit SECONDS]

  --smoke        a few small sets, a few rounds, nothing written: shows that everything runs
  --sets         only sets whose name contains the text
  --contestants  only contestants whose name contains the text
  --rounds       rounds per comparison (20)
  --keep         takes the comparisons from the newest record and measures the rest again
  --limit        seconds for one comparison, then the contestant is stopped (300)

Without --sets and --contestants the record goes to benchmarks/records/ and docs/performance.md.`;

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    sets: { type: 'string', default: '' },
    contestants: { type: 'string', default: '' },
    rounds: { type: 'string', default: '20' },
    limit: { type: 'string', default: '300' },
    help: { type: 'boolean', default: false },
  },
});
const { smoke } = values;
const limit = Number(values.limit);
const effort: Effort = smoke
  ? { rounds: 2, warmUpTime: 30, requests: 512, checked: 64, rebuilds: 0 }
  : { rounds: Number(values.rounds), warmUpTime: 300, requests: 8192, checked: 1000, rebuilds: 3 };
const scaleSets = smoke
  ? ['20 rules, 1 host', '1000 rules, 100 hosts']
  : [
      '20 rules, 1 host',
      '1000 rules, 100 hosts',
      '10000 rules, 100 hosts',
      '10000 rules, 10000 hosts',
      '100000 rules, 100 hosts',
      '100000 rules, 10000 hosts',
    ];

function tasks(): Task[] {
  const shapes = routeSetShapes.filter(
    ({ name }) => (smoke ? scaleSets : [name]).includes(name) && name.includes(values.sets),
  );
  const contestants = peers.filter(({ name }) => name.includes(values.contestants));
  const comparisons = shapes.flatMap(({ name: set }) =>
    contestants.map(({ name }): Task => ({ kind: 'compare', set, contestant: name, effort })),
  );
  const changes = smoke ? 20 : 500;
  const routes = smoke ? 200 : 10_000;
  return [
    ...(values.keep ? [] : comparisons),
    { kind: 'scale', sets: scaleSets, effort: { ...effort, rounds: effort.rounds * 2 } },
    ...shapes.map(({ name: set }): Task => ({ kind: 'compile', set })),
    ...[100, 1, 10_000]
      .filter((hosts) => hosts <= routes)
      .map((hosts): Task => ({ kind: 'oneChange', routes, hosts, changes })),
  ];
}

const loadNow = (): number => loadavg()[0] ?? Number.NaN;

const nameOf = (task: Task): string =>
  task.kind === 'compare' ? `${task.set}: ${task.contestant}` : `${task.kind} ${'set' in task ? task.set : ''}`;

function shortly(result: TaskResult): string {
  if (result.kind !== 'compare') return 'done';
  const { ours, theirs }: Comparison = result.result;
  const [mine, other] = [ours, theirs].map(({ timing }) => Math.round(timing.cpu.median));
  const wrong = theirs.wrong > 0 ? `, ${theirs.wrong} of ${theirs.checked} wrong` : '';
  return `${other} ns, ours ${mine} ns, ratio ${theirs.timing.ratio.median.toFixed(2)}${wrong}`;
}

async function main(): Promise<void> {
  const results: TaskResult[] = [];
  const before = loadNow();
  const failures: Failure[] = [];
  const all = tasks();
  for (const [index, task] of all.entries()) {
    const outcome = await runInChild(task, limit);
    const text = outcome.kind === 'done' ? shortly(outcome.result) : outcome.reason;
    console.log(`[${index + 1}/${all.length}] ${nameOf(task)}: ${text}`);
    if (outcome.kind === 'done') results.push(outcome.result);
    else if (task.kind === 'compare')
      failures.push({ set: task.set, contestant: task.contestant, reason: outcome.reason });
    else throw new Error(`${nameOf(task)}: ${outcome.reason}`);
  }
  const kept = values.keep ? newestRecord() : undefined;
  const load = { before, after: loadNow() };
  const wrong = results.some((one) => one.kind === 'compare' && one.result.ours.wrong > 0);
  if (wrong) throw new Error('our own matcher gave a wrong answer');
  const record: BenchRecord = {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpuName(),
    cores: cpus().length,
    node: process.versions.node,
    v8: process.versions.v8,
    load,
    comparisonsLoad: kept?.comparisonsLoad ?? load,
    smoke,
    versions: versionsOf([...new Set(peers.flatMap((peer) => peer.package ?? []))]),
    comparisons: kept?.comparisons ?? results.flatMap((one) => (one.kind === 'compare' ? [one.result] : [])),
    failures: kept?.failures ?? failures,
    scale: results.flatMap((one) => (one.kind === 'scale' ? one.result : [])),
    compile: results.flatMap((one) => (one.kind === 'compile' ? [one.result] : [])),
    oneChange: results.flatMap((one) => (one.kind === 'oneChange' ? [one.result] : [])),
  };
  const markdown = toMarkdown(record);
  if (smoke || values.sets !== '' || values.contestants !== '') {
    console.log(`\n${markdown}`);
    return;
  }
  writeSection('matcher', markdown);
  console.log(`\nwritten: docs/performance.md and ${writeRecord('', record, record)}`);
}

if (values.help) console.log(help);
else await main();
