import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Task, TaskResult } from './task.ts';

export type Outcome =
  | { readonly kind: 'done'; readonly result: TaskResult }
  /** The contestant refused, ran out of memory, or did not end in time. */
  | { readonly kind: 'failed'; readonly reason: string };

const child = fileURLToPath(new URL('child.js', import.meta.url));
const execArgv = ['--expose-gc', '--max-semi-space-size=64'];

const lastError = (text: string): string =>
  /^(?:\w*Error|FATAL ERROR): .*/m.exec(text)?.[0] ?? 'ended without a result';

/** `limit` in seconds. */
export function runInChild(task: Task, limit: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const worker = fork(child, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let errors = '';
    let outcome: Outcome | undefined;
    worker.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    const timer = setTimeout(() => {
      outcome = { kind: 'failed', reason: `not done in ${limit} s` };
      worker.kill('SIGKILL');
    }, limit * 1000);
    worker.on('message', (result: TaskResult) => {
      outcome = { kind: 'done', result };
    });
    worker.on('close', () => {
      clearTimeout(timer);
      resolve(outcome ?? { kind: 'failed', reason: lastError(errors).slice(0, 120) });
    });
    worker.send(task);
  });
}
