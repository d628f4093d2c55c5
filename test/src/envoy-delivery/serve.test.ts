import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Child, startNode } from '../cli/child.ts';
import { documents, gatewayManifest, routeManifest, serviceManifest, withFiles } from '../cli/command.ts';
import { ask } from '../cli/http-client.ts';
import { RawClient } from './support/raw-client.ts';

const test = suite('envoy delivery: serve --envoy');

const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}]}]'),
);

const startServe = (...argv: readonly string[]): Child =>
  startNode('packages/cli/bin/routeward.js', ['serve', '--envoy', '--xds-port', '0', ...argv]);

const portIn = (text: string, label: string): number => Number(new RegExp(`${label}.*:(\\d+)/?\\n`).exec(text)?.[1]);

test('gRPC, REST, files and admin from one command, until it is told to stop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'routeward-files-'));
  await withFiles({ 'm.yaml': manifests }, async (source) => {
    const flags = ['--xds-rest-port', '0', '--xds-folder', folder, '--admin', '0'];
    const child = startServe('-f', source, ...flags);
    const text = await child.waitFor(/admin: http.*\n/);
    const client = new RawClient(portIn(text, 'gRPC'), 'delta');
    client.send({
      node: { id: 'one', cluster: 'fleet' },
      type_url: 'type.googleapis.com/envoy.config.listener.v3.Listener',
    });
    assert.match(JSON.stringify(await client.next()), /infra\/web\/80/);
    const rest = await fetch(`http://127.0.0.1:${portIn(text, 'REST')}/v3/discovery:listeners`, {
      method: 'POST',
      body: JSON.stringify({ node: { id: 'two', cluster: 'fleet' } }),
    });
    assert.match(await rest.text(), /infra\/web\/80/);
    assert.ok(readdirSync(folder).includes('bootstrap.json'));
    const { body } = await ask(`http://127.0.0.1:${portIn(text, 'admin')}/envoys`);
    assert.is(JSON.parse(body).envoys[0].node.id, 'one');
    client.close();
    child.signal('SIGINT');
    assert.equal(await child.ended, { code: 0, signal: null }, child.text());
  });
  rmSync(folder, { recursive: true, force: true });
});

test('what an Envoy refuses stands in the explanation and in the status of the route that caused it', async () => {
  await withFiles({ 'm.yaml': manifests }, async (source) => {
    const child = startServe('-f', source, '--admin', '0');
    const text = await child.waitFor(/admin: http.*\n/);
    const admin = `http://127.0.0.1:${portIn(text, 'admin')}`;
    const url = encodeURIComponent('http://a.example.com:80/');
    const refused = async (): Promise<unknown[]> =>
      JSON.parse((await ask(`${admin}/explain?method=GET&url=${url}`)).body).refusedByEnvoy;
    assert.equal(await refused(), []);
    const client = new RawClient(portIn(text, 'gRPC'), 'delta');
    const typeUrl = 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration';
    const node = { id: 'one', cluster: 'fleet' };
    client.send({ node, type_url: typeUrl, resource_names_subscribe: ['infra/web/80'] });
    const first = await client.next();
    const error_detail = { code: 3, message: 'unknown cluster Service/app/web/8080' };
    client.send({ type_url: typeUrl, response_nonce: String(first['nonce']), error_detail });
    for (let turn = 0; turn < 100 && (await refused()).length === 0; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.match(JSON.stringify(await refused()), /"resource":"HTTPRoute.app.web","path":"spec\.rules\[0\]/);
    const { body } = await ask(`${admin}/status`);
    assert.match(
      body,
      /"type":\s*"PartiallyInvalid",\s*"status":\s*"True",\s*"reason":\s*"UnsupportedValue",\s*"message":\s*"Fall Back: /,
    );
    client.close();
    child.signal('SIGINT');
    assert.is((await child.ended).code, 0);
  });
});

test('--print-bootstrap prints one JSON value on standard output', async () => {
  await withFiles({ 'm.yaml': manifests }, async (source) => {
    const child = startServe('-f', source, '--print-bootstrap', 'delta');
    const text = await child.waitFor(/gRPC discovery.*\n/);
    assert.match(text, /"api_type": "DELTA_GRPC"/);
    child.signal('SIGTERM');
    assert.is((await child.ended).code, 0);
  });
});

test('flags of mTLS that miss one another are wrong usage', async () => {
  await withFiles({ 'm.yaml': manifests }, async (source) => {
    const child = startServe('-f', source, '--xds-cert', 'nowhere.pem');
    assert.is((await child.ended).code, 2);
    assert.match(child.text(), /belong together/);
  });
});

test.run();
