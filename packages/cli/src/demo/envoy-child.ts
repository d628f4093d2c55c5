import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@routeward/adapters-envoy';

/** An Envoy that runs for the demo. */
export interface EnvoyChild {
  /** Resolves when the process has ended, whatever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });

/** Starts an Envoy with one worker; it ends with this process at the latest. */
export function startEnvoyChild(binary: string, bootstrap: JsonObject, err: (text: string) => void): EnvoyChild {
  const folder = mkdtempSync(join(tmpdir(), 'routeward-envoy-'));
  const file = join(folder, 'bootstrap.json');
  writeFileSync(file, JSON.stringify(bootstrap));
  const options = ['--concurrency', '1', '--disable-hot-restart', '--log-level', 'error'];
  const child = spawn(binary, ['-c', file, ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr?.setEncoding('utf8').on('data', err);
  const ended = exitOf(child);
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
