import { bootstrap, translate } from '@routeward/adapters-envoy';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from '../proxy/support/configuration.ts';
import { ambiguousPaths, canonicalPaths } from '../support/paths.ts';
import { EchoBackends } from './support/echo-backends.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';
import { WireClient } from './support/wire-client.ts';

const test = suite('envoy: paths and hosts as in the core');
const binary = findEnvoy();
const anyPort = new Map([['80', 0]]);

/** Hosts that are none, and would be a host of some rule to somebody. */
const badHosts = [
  '',
  '.example.com',
  'a..example.com',
  'example.com:',
  'user@example.com',
  'a,b',
  'a/b',
  'a%2eb',
  '[::1',
  'b\u00fccher.test',
];

if (binary === undefined) skipped('paths and hosts');
else {
  test('each path is forwarded as the core writes it, or refused', async () => {
    const echo = new EchoBackends();
    const configuration = simple(await echo.port('ns/echo:80'));
    const envoy = await EnvoyProcess.start(
      binary,
      bootstrap(translate(configuration, { portMap: anyPort, bind: '127.0.0.1' })),
    );
    const [port = 0] = (await envoy.ports()).values();
    const client = new WireClient(port);
    const ask = async (target: string, host = 'example.com'): Promise<string> => {
      const { status } = await client.send({
        method: 'GET',
        target,
        headers: [
          ['Host', host],
          ['x-case', 'one'],
        ],
      });
      return status === 200 ? (echo.take('one')[0]?.path ?? 'nothing') : String(status);
    };
    try {
      for (const [sent, canonical] of canonicalPaths) assert.is(await ask(sent), canonical, sent);
      for (const path of ambiguousPaths) assert.is(await ask(path), '400', path);
      for (const host of badHosts) assert.is(await ask('/', host), '400', host);
      assert.is(await ask('/', 'Example.com.:80'), '/');
      // Envoy 1.40 leaves two slashes of a path that holds nothing else; it is refused rather than matched so.
      assert.is(await ask('//'), '400');
    } finally {
      client.close();
      await envoy.stop();
      echo.close();
    }
  });
}

test.run();
