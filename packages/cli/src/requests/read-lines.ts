import { createReadStream, statSync } from 'node:fs';
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

/**
 * The lines of a file or, for `-`, of standard input, one by one: a long file is never held as a whole. Only a line
 * feed ends a line: `node:readline` would also split at U+2028, which JSON strings may hold as it is.
 */
export async function* readLines(file: string, io: Io): AsyncGenerator<string, void, undefined> {
  const input: AsyncIterable<Uint8Array> = file === '-' ? io.readInput() : createReadStream(file);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
