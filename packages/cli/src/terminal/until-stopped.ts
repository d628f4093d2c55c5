import type { Io } from './io.ts';

/** What a shell says of a process that SIGINT ended. */
const interrupted = 130;

/** Milliseconds in which a second signal is the same key press: npm passes on what the terminal has sent already. */
const echoTime = 500;

/** Resolves at the first SIGINT or SIGTERM; the next one ends the process at once. */
export function untilStopped(io: Io): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    io.onStop(() => {
      if (asked === undefined) asked = Date.now();
      else if (Date.now() - asked > echoTime) io.exit(interrupted);
      resolve();
    });
  });
}
