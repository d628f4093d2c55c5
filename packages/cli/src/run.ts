import { CommanderError } from 'commander';
import { createColors } from 'picocolors';
import { createProgram } from './program.ts';
import { escapeText } from './terminal/escape.ts';
import type { Io } from './terminal/io.ts';
import { UsageError } from './usage-error.ts';

/** sysexits.h EX_SOFTWARE: neither fine nor the input's fault nor the caller's. */
const internalError = 70;

/**
 * Runs one command and gives its exit status: 0 fine, 1 the input has problems, 2 wrong usage. `argv` is what
 * stands behind the command's name.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const plain = argv.includes('--no-color');
  const colours = { out: createColors(io.colour.out && !plain), err: createColors(io.colour.err && !plain) };
  let status = 0;
  const program = createProgram({ io, colours }, (result) => {
    status = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      io.err(`${colours.err.red('error')}: ${escapeText(error.message)}\n`);
      return 2;
    }
    io.err(`internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
    return internalError;
  }
}
