import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTranslator,
  type EnvoySnapshot,
  type TranslateOptions,
  type Translator,
} from '@routeward/adapters-envoy';
import { createFileDelivery, fileConfigSource, filesBootstrap } from '@routeward/adapters-envoy/delivery';
import type { EffectiveConfiguration } from '@routeward/core';
import * as assert from 'uvu/assert';
import { EchoBackends } from './echo-backends.ts';
import { EnvoyProcess } from './envoy-process.ts';
import { type WireAnswer, WireClient } from './wire-client.ts';

const node = { id: 'test', cluster: 'test' };

/** An Envoy that follows a folder, and who changes what is in there. */
export class FollowingEnvoy {
  readonly echo = new EchoBackends();
  readonly #folder = mkdtempSync(join(tmpdir(), 'routeward-faults-'));
  readonly #delivery = createFileDelivery({ folder: this.#folder, node, warmingDelay: 50, removalDelay: 50 });
  readonly #translator: Translator;
  #envoy: EnvoyProcess | undefined;
  #client: WireClient | undefined;

  constructor(options: Pick<TranslateOptions, 'backends' | 'secrets'> = {}) {
    const portMap = new Map([
      ['80', 0],
      ['443', 0],
    ]);
    this.#translator = createTranslator({
      ...options,
      bind: '127.0.0.1',
      portMap,
      configSource: fileConfigSource(this.#folder),
    });
  }

  async start(path: string, configuration: EffectiveConfiguration): Promise<void> {
    await this.write(configuration);
    this.#envoy = await EnvoyProcess.start(path, filesBootstrap({ node, folder: this.#folder }));
    const ports = await this.#envoy.ports();
    const [port = 0] = [...ports].filter(([name]) => name.endsWith('/80')).map(([, bound]) => bound);
    this.#client = new WireClient(port);
  }

  async write(configuration: EffectiveConfiguration): Promise<EnvoySnapshot> {
    const snapshot = this.#translator.translate(configuration);
    await this.#delivery.write(snapshot);
    return snapshot;
  }

  async ask(host: string, target: string): Promise<WireAnswer> {
    if (!this.#client) throw new Error('not started');
    return this.#client.send({ method: 'GET', target, headers: [['Host', host]] });
  }

  /** Updates that Envoy refused since it started. */
  async refused(): Promise<number> {
    const stats = (await this.#envoy?.admin('/stats?filter=update_rejected')) ?? '';
    return [...stats.matchAll(/: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async stop(): Promise<void> {
    this.#client?.close();
    await this.#envoy?.stop();
    this.echo.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What the header `x-turn` says. */
const turnOf = ({ fields }: WireAnswer): string | undefined => fields.find(([name]) => name === 'x-turn')?.[1];

/** Waits until a host says the turn. */
export async function follows(envoy: FollowingEnvoy, host: string, turn: number): Promise<void> {
  let seen: string | undefined;
  for (let attempt = 0; attempt < 300 && seen !== String(turn); attempt++) {
    seen = turnOf(await envoy.ask(host, '/good'));
    if (seen !== String(turn)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.is(seen, String(turn), `${host} never took the change`);
}
