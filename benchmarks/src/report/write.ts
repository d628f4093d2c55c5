import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchRecord } from './record.ts';

const root = new URL('../../../', import.meta.url);
const performance = new URL('docs/performance.md', root);
const records = new URL('benchmarks/records/', root);

const words = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const isComparison = (record: object): record is BenchRecord => 'comparisons' in record;

/** The newest record of the matcher beside its peers; `undefined` where there is none. */
export function newestRecord(): BenchRecord | undefined {
  const files = readdirSync(records).filter((file) => file.endsWith('.json'));
  return files
    .sort()
    .map((file): object => JSON.parse(readFileSync(new URL(file, records), 'utf8')))
    .findLast(isComparison);
}

/** Writes `benchmarks/records/<date>-<cpu>.json` and answers its path. */
export function writeRecord(name: string, { date, cpu }: { date: string; cpu: string }, record: object): string {
  mkdirSync(records, { recursive: true });
  const file = new URL(`${date}-${words(cpu)}${name}.json`, records);
  writeFileSync(file, `${JSON.stringify(record, undefined, 1)}\n`);
  return fileURLToPath(file);
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` in docs/performance.md. */
export function writeSection(name: string, text: string): void {
  const before = readFileSync(performance, 'utf8');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = before.indexOf(start);
  const to = before.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no section ${name}`);
  writeFileSync(performance, `${before.slice(0, from + start.length)}\n${text}\n${before.slice(to)}`);
}
