import { escapeText } from './escape.ts';
import type { Io } from './io.ts';

/** Says on a terminal how far long work is; short work and pipes see nothing of it. */
export interface Progress {
  step(text: string): void;
  done(): void;
}

/** Milliseconds of silence: work that is done by then needs no progress. */
const patience = 400;
const interval = 100;

/** The work is synchronous, so that no timer could run: each step looks at the clock itself. */
export function createProgress(io: Io, now: () => number = Date.now): Progress {
  let next = now() + patience;
  let shown = false;
  return {
    step: (text) => {
      if (!io.watched || now() < next) return;
      next = now() + interval;
      shown = true;
      io.err(`\r\u001b[2K${escapeText(text)}`);
    },
    done: () => {
      if (shown) io.err('\r\u001b[2K');
      shown = false;
    },
  };
}
