import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTranslator, type EnvoySnapshot } from '@routeward/adapters-envoy';
import { createFileDelivery, fileConfigSource, filesBootstrap } from '@routeward/adapters-envoy/delivery';
import type { EffectiveConfiguration } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, faults, moreFaults, withFault } from './faults.ts';
import { EchoBackends } from './support/echo-backends.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';
import { type WireAnswer, WireClient } from './support/wire-client.ts';

const test = suite('envoy: what one tenant writes stops nobody else');
const binary = findEnvoy();
const node = { id: 'test', cluster: 'test' };

/** An Envoy that follows a folder, and who changes what is in there. */
class FollowingEnvoy {
  readonly echo = new EchoBackends();
  readonly #folder = mkdtempSync(join(tmpdir(), 'routeward-faults-'));
  readonly #delivery = createFileDelivery({ folder: this.#folder, node, warmingDelay: 50, removalDelay: 50 });
  readonly #translator = createTranslator({
    bind: '127.0.0.1',
    portMap: new Map([['80', 0]]),
    configSource: fileConfigSource(this.#folder),
  });
  #envoy: EnvoyProcess | undefined;
  #client: WireClient | undefined;

  async start(path: string, configuration: EffectiveConfiguration): Promise<void> {
    await this.write(configuration);
    this.#envoy = await EnvoyProcess.start(path, filesBootstrap({ node, folder: this.#folder }));
    const [port = 0] = (await this.#envoy.ports()).values();
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

const turnOf = ({ fields }: WireAnswer): string | undefined => fields.find(([name]) => name === 'x-turn')?.[1];

async function follows(envoy: FollowingEnvoy, host: string, turn: number): Promise<void> {
  let seen: string | undefined;
  for (let attempt = 0; attempt < 300 && seen !== String(turn); attempt++) {
    seen = turnOf(await envoy.ask(host, '/good'));
    if (seen !== String(turn)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.is(seen, String(turn), `${host} never took the change`);
}

function checkFindings({ finding }: Fault, { findings }: EnvoySnapshot): void {
  if (finding === undefined) return;
  const said = findings.filter(({ message }) => message.includes(finding));
  assert.ok(said.length > 0, `nothing says ${finding}: ${JSON.stringify(findings)}`);
  assert.is(said[0]?.resource, 'HTTPRoute/ns/route');
  assert.match(said[0]?.path ?? '', /^spec\.rules\[0\]/);
}

if (binary === undefined) skipped('faults of one tenant');
else {
  const envoy = new FollowingEnvoy();
  let turn = 0;
  const echoPort = await envoy.echo.port('ns/echo:80');
  await envoy.start(binary, withFault(echoPort, undefined, turn));

  for (const fault of [...faults, ...moreFaults]) {
    test(fault.name, async () => {
      turn++;
      const snapshot = await envoy.write(withFault(echoPort, fault, turn));
      await follows(envoy, 'good.test', turn);
      await follows(envoy, 'bad.test', turn);
      assert.is((await envoy.ask('bad.test', '/bad')).status, fault.status);
      checkFindings(fault, snapshot);
      assert.is(await envoy.refused(), 0);
    });
  }

  test('what Envoy does not refuse is said literally', async () => {
    turn++;
    const literal = [...faults, ...moreFaults].find(({ name }) => name === 'a command in the value of a header');
    await envoy.write(withFault(echoPort, literal, turn));
    await follows(envoy, 'good.test', turn);
    const answer = await envoy.ask('bad.test', '/bad');
    assert.is(answer.fields.find(([name]) => name === 'x-a')?.[1], '%REQ(authorization)% %FOO%');
  });

  test.after(() => envoy.stop());
}

test.run();
