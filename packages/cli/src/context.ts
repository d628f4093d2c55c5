import type { Colours } from './terminal/colours.ts';
import type { Io } from './terminal/io.ts';

/** What every command gets beside its own arguments. */
export interface Context {
  readonly io: Io;
  readonly colours: { readonly out: Colours; readonly err: Colours };
}

/** 0: fine. 1: the input has problems. */
export type ExitStatus = 0 | 1;
