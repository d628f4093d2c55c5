import type { BenchRequest } from '../cases/requests.ts';
import type { Match } from '../contestants/contestant.ts';
import { FreshRequests } from './fresh-requests.ts';
import { quantile } from './statistics.ts';

/** `node --expose-gc` is needed: bytes can't be counted without. */
function collect(): void {
  if (!globalThis.gc) throw new Error('run node with --expose-gc');
  globalThis.gc();
}

/** Bytes that live objects and array buffers take. */
export function liveBytes(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** By index: until it is compiled well, a loop over an iterator allocates for itself. */
function askAll(match: Match, slots: readonly BenchRequest[]): void {
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index];
    if (slot) match(slot);
  }
}

/** Below this, a reading is its own noise: the smallest object of each match would be 100 times as much. */
const granularity = 512;

/**
 * Bytes that a match allocates. What was collected meanwhile makes a reading negative, so those are left out; the
 * median of the others counts, and the smallest where some are 0.
 */
export function bytesPerMatch(match: Match, requests: readonly BenchRequest[]): number {
  const fresh = new FreshRequests(requests, 2048);
  const readings: number[] = [];
  for (let round = 0; round < 20; round++) {
    fresh.refresh();
    collect();
    const before = process.memoryUsage().heapUsed;
    askAll(match, fresh.slots);
    const bytes = process.memoryUsage().heapUsed - before;
    if (bytes >= 0 && round >= 5) readings.push(bytes);
  }
  if (readings.some((bytes) => bytes <= granularity)) return 0;
  return Math.round(quantile(readings, 0.5) / fresh.slots.length);
}
