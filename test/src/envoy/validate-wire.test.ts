import { translate } from '@routeward/adapters-envoy';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyWorld, gateway, route } from './support/envoy-world.ts';
import { WireClient } from './support/wire-client.ts';

const test = suite('envoy: where it answers by itself');
const binary = findEnvoy();

const manifests = `${gateway('[{name: http, port: 80, protocol: HTTP}]')}${route('r', '[a.test]', '[{backendRefs: [{name: a, port: 80}]}]')}`;
const world = new EnvoyWorld(manifests);
if (binary !== undefined) await world.start(binary);
test.after(() => world.stop());

async function status(method: string, target: string): Promise<number> {
  const client = new WireClient(await world.port());
  const answer = await client.send({ method, target, headers: [['Host', 'a.test']] });
  client.close();
  return answer.status;
}

test('a stream without a byte ends after five minutes, WebSockets included', () => {
  const { listeners, routes } = translate(world.configuration);
  assert.match(JSON.stringify(listeners.get('default/web/80')?.body), '"stream_idle_timeout":"300s"');
  // No route says otherwise.
  assert.not.match(JSON.stringify(routes.get('default/web/80')?.body), 'idle_timeout');
});

if (binary === undefined) skipped('what a real Envoy answers by itself');
else {
  test('OPTIONS * is for nobody: 404', async () => {
    assert.is(await status('OPTIONS', '*'), 404);
    assert.is(await status('OPTIONS', '/'), 200);
  });

  test('a target of another scheme than the connection: 403; of one that is none of HTTP: 400', async () => {
    assert.equal(
      [
        await status('GET', 'http://a.test/'),
        await status('GET', 'https://a.test/'),
        await status('GET', 'ftp://a.test/'),
      ],
      [200, 403, 400],
    );
  });
}

test.run();
