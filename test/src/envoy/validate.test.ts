import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvoySnapshot, type JsonObject, type SecretProvider, translate } from '@routeward/adapters-envoy';
import { checkResource } from '@routeward/adapters-envoy/delivery';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCases } from '../cases/case-files.ts';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { selfSigned } from './support/certificate.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { mergedBootstrap } from './support/merged-bootstrap.ts';

const test = suite('envoy: what every case gives is accepted');
const binary = findEnvoy();
const { certificate, privateKey } = selfSigned('example.com');

/** What the cases have for certificates are texts in the right form; Envoy wants real ones. */
const secrets: SecretProvider = ({ kind }) =>
  kind === 'Secret'
    ? { kind: 'certificate', certificateChain: certificate, privateKey }
    : { kind: 'authorities', certificates: certificate };

const snapshots: ReadonlyMap<string, EnvoySnapshot> = new Map(
  readCases().map(({ name, input }, index) => {
    const { configuration } = coreFromYaml(input).engine;
    // Ports of their own: Envoy refuses an address twice.
    const ports = configuration.gateways.flatMap(({ namespace, name: gateway, listeners }) =>
      listeners.map(({ port }) => `${namespace}/${gateway}:${port}`),
    );
    const portMap = new Map([...new Set(ports)].map((key, place) => [key, 10_000 + index * 20 + place]));
    return [name, translate(configuration, { bind: '127.0.0.1', portMap, secrets })];
  }),
);

const all = ({ listeners, routes, clusters, endpoints, secrets: keys }: EnvoySnapshot) =>
  [listeners, routes, clusters, endpoints, keys].flatMap((resources) => [...resources.values()]);

/** What Envoy says, beyond that all is well. */
function complaints(envoy: string, config: JsonObject): string {
  const folder = mkdtempSync(join(tmpdir(), 'routeward-envoy-'));
  try {
    const file = join(folder, 'bootstrap.json');
    writeFileSync(file, JSON.stringify(config));
    const { status, stderr } = spawnSync(envoy, ['--mode', 'validate', '-l', 'warn', '-c', file], { encoding: 'utf8' });
    return status === 0 ? stderr : `exit status ${status}: ${stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('each resource is a message of Envoy with no field that is not known', () => {
  let resources = 0;
  for (const [name, snapshot] of snapshots) {
    for (const resource of all(snapshot)) {
      resources += 1;
      assert.equal(checkResource(resource), [], name);
    }
  }
  assert.ok(resources > 400, `${resources} resources were looked at`);
});

test('the names of resources are their own, and what they refer to is there', () => {
  for (const [name, snapshot] of snapshots) {
    for (const resource of all(snapshot)) assert.ok(resource.body['@type'] === resource.typeUrl, name);
    const text = JSON.stringify([...snapshot.listeners.values()].map(({ body }) => body));
    const wanted = [...text.matchAll(/"route_config_name":"([^"]+)"/g)].map(([, routes]) => routes ?? '');
    assert.equal(wanted.sort(), [...snapshot.routes.keys()].filter((routes) => wanted.includes(routes)).sort());
  }
});

if (binary === undefined) skipped('envoy --mode validate on what every case gives');
else {
  test('Envoy accepts all of them, without a warning', () => {
    assert.ok(snapshots.size > 100, 'the cases were found');
    if (complaints(binary, mergedBootstrap(snapshots)) === '') return;
    // Something is wrong: which case is it?
    const wrong = [...snapshots].map(([name, snapshot]) => {
      const said = complaints(binary, mergedBootstrap(new Map([[name, snapshot]])));
      return said === '' ? '' : `${name}: ${said}`;
    });
    assert.is(wrong.filter(Boolean).join('\n') || 'only all together', '');
  });
}

test.run();
