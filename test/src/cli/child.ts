import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const root: URL = new URL('../../../', import.meta.url);

/** Milliseconds after which a child is ended and its test fails: a hang must not hang the tests. */
const limit = 120_000;

export interface Child {
  /** Standard output and standard error so far. */
  readonly text: () => string;
  /** Resolves with the text as soon as it contains the word or matches the pattern. */
  waitFor(wanted: string | RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const holds = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);

function waitIn(process: ChildProcess, text: () => string, wanted: string | RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (holds(text(), wanted)) resolve(text());
    };
    process.stdout?.on('data', look);
    process.stderr?.on('data', look);
    process.once('close', () => reject(new Error(`ended before ${String(wanted)}:\n${text()}`)));
    look();
  });
}

/** Starts a script of the project with Node, in the project's folder. */
export function startNode(script: string, argv: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Child {
  const process_ = spawn(process.execPath, [script, ...argv], {
    cwd: fileURLToPath(root),
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const text = (): string => written;
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      written += chunk;
    });
  }
  const end = (): void => void process_.kill('SIGKILL');
  const timer = setTimeout(end, limit);
  // A failed test leaves its child behind: it must not outlive the tests.
  process.on('exit', end);
  const ended = once(process_, 'close').then(([code, signal]) => {
    clearTimeout(timer);
    process.off('exit', end);
    return { code, signal };
  });
  return {
    text,
    waitFor: (wanted) => waitIn(process_, text, wanted),
    signal: (name) => void process_.kill(name),
    ended,
  };
}
