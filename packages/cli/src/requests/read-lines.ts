import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../usage-error.ts';

/** Complains before any other work is done. */
export function requireRequests(file: string, manifests: readonly string[]): void {
  if (file === '-' && manifests.includes('-')) {
    throw new UsageError('only one of -f and --requests can read standard input');
  }
  if (file !== '-' && statSync(file, { throwIfNoEntry: false })?.isDirectory() !== false) {
    throw new UsageError(`can't read ${file}: no such file`);
  }
}

/** The lines of a file or, for `-`, of standard input, one by one: a long file is never held as a whole. */
export function readLines(file: string, io: Io): AsyncIterable<string> {
  const input = file === '-' ? Readable.from(io.readInput(), { objectMode: false }) : createReadStream(file);
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
