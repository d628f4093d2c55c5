import type { EnvoyResource, EnvoySnapshot, JsonObject, JsonValue } from '@routeward/adapters-envoy';
import { adsBootstrap, createAdsServer, type DeliveryEvent, SnapshotStore } from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from '../envoy/support/envoy-binary.ts';
import { EnvoyProcess } from '../envoy/support/envoy-process.ts';
import { NamedBackends } from './support/backends.ts';
import { DemoWorld } from './support/demo-world.ts';
import { Client, until } from './support/load.ts';

const test = suite('envoy delivery: what a real Envoy refuses');

const binary = findEnvoy();
const host = 'shop.example.com';

/** Puts another match where a prefix is, past everything that keeps such a thing from being made. */
function withMatch(value: JsonValue, prefix: string, match: JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withMatch(item, prefix, match));
  if (typeof value !== 'object' || value === null) return value;
  if ('path_separated_prefix' in value && value['path_separated_prefix'] === prefix) return match;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withMatch(part, prefix, match)]));
}

function broken(snapshot: EnvoySnapshot): EnvoySnapshot {
  const routes = [...snapshot.routes.values()].map((resource): [string, EnvoyResource] => {
    const hosts = withMatch(resource.body['virtual_hosts'] ?? [], '/two', { safe_regex: { regex: '/(?=look)ahead' } });
    const body = { ...resource.body, virtual_hosts: hosts };
    return [resource.name, { ...resource, version: `${resource.version}-broken`, body }];
  });
  return { ...snapshot, version: `${snapshot.version}-broken`, routes: new Map(routes) };
}

type Refused = Extract<DeliveryEvent, { kind: 'refused' }>;

if (binary === undefined) skipped('what a real Envoy refuses');
else {
  for (const variant of ['delta', 'sotw'] as const) {
    test(`${variant}: a refused table is traced to its rule; the Envoy keeps serving and takes the next change`, async () => {
      const services = ['a', 'b'];
      const backends = await NamedBackends.start(services);
      const world = new DemoWorld(services);
      const translator = world.translator(backends.ports);
      const at = (first: string): EnvoySnapshot =>
        world.apply(translator, [
          world.route('one', host, [{ prefix: '/one', service: first }]),
          world.route('two', host, [{ prefix: '/two', service: 'b' }]),
        ]);
      const refused: Refused[] = [];
      const snapshots = new SnapshotStore();
      snapshots.set(at('a'));
      const server = createAdsServer({
        snapshots,
        onEvent: (event) => {
          if (event.kind === 'refused') refused.push(event);
        },
      });
      const port = await server.listen(0);
      const node = { id: 'one', cluster: 'fleet' };
      const envoy = await EnvoyProcess.start(binary, adsBootstrap({ node, address: '127.0.0.1', port, variant }));
      const client = new Client((await envoy.ports()).get('app/web/80') ?? 0);
      try {
        await until(
          () => client.ask(host, '/one'),
          ({ body }) => body === 'a',
        );
        snapshots.set(broken(at('a')));
        await until(
          async () => ({ status: refused.length, body: '', version: undefined }),
          ({ status }) => status > 0,
        );
        assert.is(refused[0]?.finding.resource, 'HTTPRoute/app/two');
        assert.is(refused[0]?.finding.path, 'spec.rules[0].matches[0]');
        assert.is((await client.ask(host, '/two')).body, 'b', 'what was in force stays');
        snapshots.set(at('b'));
        await until(
          () => client.ask(host, '/one'),
          ({ body }) => body === 'b',
        );
        assert.is(refused.length, 1, 'it was not sent again');
      } finally {
        client.close();
        await envoy.stop();
        await server.close();
        backends.close();
      }
    });
  }
}

test.run();
