import type { Comparison, Measurement } from '../measure/compare.ts';
import type { Spread } from '../measure/statistics.ts';
import type { BenchRecord, Failure, Load } from './record.ts';
import { markdownTable } from './table.ts';

const nanoseconds = (value: number): string => String(Math.round(value));
const milliseconds = (value: number): string => (value < 10 ? value.toFixed(2) : String(Math.round(value)));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0);
const withSpread = ({ median, q1, q3 }: Spread, format: (value: number) => string): string =>
  `${format(median)} [${format(q1)}-${format(q3)}]`;
const times = (value: number): string => value.toFixed(2);

const row = (name: string, { timing, ...rest }: Measurement): string[] => [
  name,
  withSpread(timing.cpu, nanoseconds),
  nanoseconds(timing.fastestWall),
  withSpread(timing.ratio, times),
  rest.wrong === 0 ? '0' : `**${rest.wrong}** of ${rest.checked}`,
  String(rest.bytesPerMatch),
  `${milliseconds(rest.firstBuild)} / ${milliseconds(rest.bestBuild)}`,
  megabytes(rest.tableBytes),
];

const head = [
  'matcher',
  'ns CPU [quartiles]',
  'ns fastest',
  'times ours [quartiles]',
  'wrong answers',
  'bytes per match',
  'build ms first / best',
  'MB',
];

/** Our own row of a set: of the runs against each peer, the one in the middle. */
function ownMeasurement(comparisons: readonly Comparison[]): Measurement | undefined {
  const sorted = comparisons.map(({ ours }) => ours).sort((a, b) => a.timing.cpu.median - b.timing.cpu.median);
  return sorted[Math.floor(sorted.length / 2)];
}

function setSection(set: string, comparisons: readonly Comparison[], failures: readonly Failure[]): string {
  const own = ownMeasurement(comparisons);
  const sorted = comparisons.toSorted((a, b) => a.theirs.timing.ratio.median - b.theirs.timing.ratio.median);
  const rows = [
    ...(own ? [row('**routeward**', own)] : []),
    ...sorted.map(({ contestant, theirs }) => row(contestant, theirs)),
    ...failures.map(({ contestant, reason }) => [contestant, reason]),
  ];
  return `#### ${set}\n\n${markdownTable(head, rows)}`;
}

function scaleSection({ scale }: BenchRecord): string {
  const least = scale[0]?.timing.fastestWall ?? Number.NaN;
  const rows = scale.map(({ set, timing }) => [
    set,
    withSpread(timing.cpu, nanoseconds),
    withSpread(timing.ratio, times),
    nanoseconds(timing.fastestWall),
    times(timing.fastestWall / least),
  ]);
  const head = ['set', 'ns CPU [quartiles]', 'times the first [quartiles]', 'ns fastest', 'times the first'];
  return `#### Growth with the number of rules\n\nAll sets in turn within each round, so each finds the caches full of the others' tables; the fastest batch of 512 shows\nthe tables once they are there.\n\n${markdownTable(head, rows)}`;
}

function compileSection({ compile }: BenchRecord): string {
  const rows = compile.map(({ set, first, again, tableBytes }) => [
    set,
    milliseconds(first.wall),
    milliseconds(first.cpu),
    withSpread(again.wall, milliseconds),
    withSpread(again.cpu, milliseconds),
    megabytes(tableBytes),
  ]);
  const head = ['set', 'first ms', 'first ms CPU', 'again ms [quartiles]', 'again ms CPU [quartiles]', 'tables MB'];
  return `#### Compiling\n\nThe first time is in a process that has compiled nothing before.\n\n${markdownTable(head, rows)}`;
}

function oneChangeSection({ oneChange }: BenchRecord): string {
  const both = ({ median, p99 }: { median: number; p99: number }) => `${milliseconds(median)} / ${milliseconds(p99)}`;
  const rows = oneChange.map(({ routes, hosts, changes, start, engine, tables, together, togetherCpu }) => [
    `${routes} routes, ${hosts} host${hosts === 1 ? '' : 's'}, ${changes} changes`,
    both(engine),
    both(tables),
    both(together),
    both(togetherCpu),
    milliseconds(together.longest),
    milliseconds(start),
  ]);
  return `#### One changed route\n\nMedian / 99th percentile in ms of wall time (and once of CPU time, which a busy machine leaves alone), from the changed HTTPRoute to the new status and the new tables.\n\n${markdownTable(['configuration', 'engine', 'tables', 'together', 'together, CPU', 'longest', 'everything at first'], rows)}`;
}

const loadOf = ({ before, after }: Load): string => `${before.toFixed(1)} before and ${after.toFixed(1)} after`;

/** The record for people; losses stand there like wins. */
export function toMarkdown(record: BenchRecord): string {
  const versions = Object.entries(record.versions).map(([name, version]) => `${name} ${version}`);
  const sets = [...new Set([...record.comparisons, ...record.failures].map(({ set }) => set))];
  return [
    `${record.date}, ${record.cpu} (${record.cores} cores), Node ${record.node}. ${versions.join(', ')}.`,
    `Load of the machine, 1 of which is the run itself: ${loadOf(record.comparisonsLoad)} for the comparisons, ${loadOf(record.load)} for the rest.`,
    ...sets.map((set) =>
      setSection(
        set,
        record.comparisons.filter((one) => one.set === set),
        record.failures.filter((one) => one.set === set),
      ),
    ),
    scaleSection(record),
    compileSection(record),
    oneChangeSection(record),
  ].join('\n\n');
}
