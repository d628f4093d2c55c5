import { Bench } from 'tinybench';
import type { BenchRequest } from '../cases/requests.ts';
import type { Match } from '../contestants/contestant.ts';
import { FreshRequests } from './fresh-requests.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Something that is timed, with the requests that it is asked. */
export interface Runner {
  readonly name: string;
  readonly match: Match;
  readonly requests: readonly BenchRequest[];
}

/** Nanoseconds per match. */
export interface Timing {
  /** CPU time of the process, so garbage collection and compilation are in it and other processes are not. */
  readonly cpu: Spread;
  readonly wall: Spread;
  readonly fastestWall: number;
  /** CPU time as a multiple of the first runner's, taken within each round. */
  readonly ratio: Spread;
}

export interface Rounds {
  readonly rounds: number;
  /** Milliseconds per runner. */
  readonly warmUpTime: number;
}

/** Milliseconds of CPU, as tinybench counts. */
const cpuNow = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * Requests of one batch: their strings fit in the processor's second cache, as those of a server do, which has just
 * read them. What is slow gets fewer.
 */
const largestBatch = 512;
/** Milliseconds. */
const longestBatch = 5;
const samplesPerRound = 24;

let sink = 0;

function runBatch(match: Match, slots: readonly BenchRequest[]): void {
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index];
    if (slot && match(slot) !== undefined) sink++;
  }
}

/** Long enough for the optimising compiler to have seen all there is to see. */
function warmUp({ match, requests }: Runner, time: number): void {
  const fresh = new FreshRequests(requests, 64);
  for (const end = performance.now() + time; performance.now() < end; ) {
    fresh.refresh();
    runBatch(match, fresh.slots);
  }
}

/** After warming up: cold code is slow, and small batches would measure the clock. */
function batchFor({ match, requests }: Runner): number {
  const fresh = new FreshRequests(requests, 64);
  fresh.refresh();
  const start = performance.now();
  runBatch(match, fresh.slots);
  const each = (performance.now() - start) / fresh.slots.length;
  return Math.max(8, Math.min(largestBatch, Math.round(longestBatch / each)));
}

interface Measured {
  readonly runner: Runner;
  readonly fresh: FreshRequests;
  readonly cpu: number[];
  readonly wall: number[];
}

/** One round: each runner once, in an order that changes, so that what disturbs the machine disturbs all. */
function runRound(all: readonly Measured[], round: number): void {
  const bench = new Bench({ now: cpuNow, time: 0, iterations: samplesPerRound, warmup: false, retainSamples: true });
  const walls = new Map<string, number>();
  const rotated = [...all.slice(round % all.length), ...all.slice(0, round % all.length)];
  for (const { runner, fresh } of rotated) {
    const run = (): void => {
      const start = performance.now();
      runBatch(runner.match, fresh.slots);
      walls.set(runner.name, Math.min(walls.get(runner.name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
    };
    bench.add(runner.name, run, { async: false, beforeEach: () => fresh.refresh() });
  }
  bench.runSync();
  for (const { runner, fresh, cpu, wall } of all) {
    const result = bench.getTask(runner.name)?.result;
    if (!result || !('latency' in result)) throw new Error(`${runner.name} failed in round ${round}`);
    cpu.push((result.latency.mean * 1e6) / fresh.slots.length);
    wall.push(((walls.get(runner.name) ?? Number.NaN) * 1e6) / fresh.slots.length);
  }
}

/** Runs all against each other, the first being the one that the others are compared with. */
export function runRounds(runners: readonly Runner[], { rounds, warmUpTime }: Rounds): Timing[] {
  for (const runner of runners) warmUp(runner, warmUpTime);
  const all = runners.map(
    (runner): Measured => ({
      runner,
      fresh: new FreshRequests(runner.requests, batchFor(runner)),
      cpu: [],
      wall: [],
    }),
  );
  for (let round = 0; round < rounds; round++) runRound(all, round);
  const [reference] = all;
  return all.map(({ cpu, wall }) => {
    return {
      cpu: spreadOf(cpu),
      wall: spreadOf(wall),
      fastestWall: Math.min(...wall),
      ratio: spreadOf(cpu.map((value, index) => value / (reference?.cpu[index] ?? Number.NaN))),
    };
  });
}

/**
 * Keeps the answers from being optimised away: what could be read from outside must be computed.
 *
 * @public
 */
export const answersSeen = (): number => sink;
