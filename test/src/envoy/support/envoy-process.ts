import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@routeward/adapters-envoy';

/** A listener may ask for port 0; `localPort` is what it got. */
interface ListenerStatus {
  readonly name: string;
  readonly local_address?: { readonly socket_address?: { readonly port_value?: number } };
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The bootstrap asks for an admin page on loopback, on any free port: it says which ports the listeners got. */
const withAdmin = (bootstrap: JsonObject): JsonObject => ({
  ...bootstrap,
  admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
});

/** A real Envoy with one worker; ends with this process at the latest. */
export class EnvoyProcess {
  readonly #child: ChildProcess;
  readonly folder: string;
  log = '';
  #adminPort = 0;

  private constructor(binary: string, bootstrap: JsonObject) {
    this.folder = mkdtempSync(join(tmpdir(), 'routeward-envoy-'));
    const file = join(this.folder, 'bootstrap.json');
    writeFileSync(file, JSON.stringify(withAdmin(bootstrap)));
    const options = ['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning'];
    const admin = ['--admin-address-path', join(this.folder, 'admin')];
    this.#child = spawn(binary, ['-c', file, ...options, ...admin], { stdio: ['ignore', 'ignore', 'pipe'] });
    alive.add(this.#child);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
    });
    this.#child.on('exit', () => alive.delete(this.#child));
  }

  /** Rejects where Envoy refuses the bootstrap. */
  static async start(binary: string, bootstrap: JsonObject): Promise<EnvoyProcess> {
    const envoy = new EnvoyProcess(binary, bootstrap);
    await envoy.#waitForStart();
    return envoy;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Answer of the admin page. */
  admin(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port: this.#adminPort, path, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      });
      request.on('error', reject);
    });
  }

  /** The port that each listener is bound to, by the listener's name. */
  async ports(): Promise<ReadonlyMap<string, number>> {
    const { listener_statuses: all = [] }: { listener_statuses?: readonly ListenerStatus[] } = JSON.parse(
      await this.admin('/listeners?format=json'),
    );
    return new Map(all.map(({ name, local_address: at }) => [name, at?.socket_address?.port_value ?? 0]));
  }

  async stop(): Promise<void> {
    if (this.running) {
      const exited = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
      this.#child.kill('SIGKILL');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #waitForStart(): Promise<void> {
    const end = performance.now() + 30_000;
    for (;;) {
      if (!this.running) {
        await this.stop();
        throw new Error(`Envoy refused to start:\n${this.log}`);
      }
      if (performance.now() > end) {
        await this.stop();
        throw new Error(`Envoy never got ready:\n${this.log}`);
      }
      if (await this.#isLive()) return;
      await pause(10);
    }
  }

  async #isLive(): Promise<boolean> {
    try {
      if (this.#adminPort === 0) {
        const address = readFileSync(join(this.folder, 'admin'), 'utf8');
        this.#adminPort = Number(/:(\d+)\s*$/.exec(address)?.[1] ?? 0);
      }
      return this.#adminPort !== 0 && (await this.admin('/ready')).startsWith('LIVE');
    } catch {
      return false;
    }
  }
}
