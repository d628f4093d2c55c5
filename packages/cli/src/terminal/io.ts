/** What a command may touch of the world: streams, colours and the wish to stop. Tests bring their own. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** All of standard input. */
  readInput(): AsyncIterable<Uint8Array>;
  /** True where standard error is a terminal that somebody watches. */
  readonly watched: boolean;
  /** Whether colours may be used, before `--no-color` is heeded. */
  readonly colour: { readonly out: boolean; readonly err: boolean };
  /** Calls the listener at each SIGINT or SIGTERM; the answer ends that. */
  onStop(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** https://no-color.org: any value that is not empty turns colours off. */
const colourAllowed = (stream: { isTTY?: boolean }): boolean =>
  stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** A reader that goes away (`routeward effective … | head -1`) is no error. */
const leaveQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
};

/** The process's own streams and signals. */
export function processIo(): Io {
  process.stdout.on('error', leaveQuietly);
  process.stderr.on('error', leaveQuietly);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readInput: () => process.stdin,
    watched: process.stderr.isTTY === true,
    colour: { out: colourAllowed(process.stdout), err: colourAllowed(process.stderr) },
    onStop: (listener) => {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    exit: (code) => process.exit(code),
  };
}
