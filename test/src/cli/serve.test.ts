import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Child, startNode } from './child.ts';
import { documents, gatewayManifest, routeManifest, serviceManifest, withFiles } from './command.ts';
import { ask } from './http-client.ts';

const test = suite('cli: serve');

const startServe = (...argv: readonly string[]): Child =>
  startNode('packages/cli/bin/routeward.js', ['serve', ...argv]);

/** A backend on loopback while the body runs. */
async function withBackend<T>(name: string, body: (port: number) => Promise<T>, delay = 0): Promise<T> {
  const server: Server = createServer((_request, response) => {
    setTimeout(() => response.end(name), delay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await body((server.address() as AddressInfo).port);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const rule = (path: string, backend: string): string =>
  `{matches: [{path: {value: ${path}}}], backendRefs: [{name: ${backend}, port: 8080}]}`;

const route = (...rules: readonly string[]): string => routeManifest('web', 'a.example.com', `[${rules.join(', ')}]`);

const host = { headers: { host: 'a.example.com' } };

const addressIn = (text: string): string => /infra\/web .* (127\.0\.0\.1:\d+)\n/.exec(text)?.[1] ?? '';

async function served(child: Child): Promise<string> {
  return `http://${addressIn(await child.waitFor(/infra\/web .* 127\.0\.0\.1:\d+\n/))}`;
}

async function ends(child: Child, code = 0): Promise<void> {
  child.signal('SIGINT');
  assert.equal(await child.ended, { code, signal: null }, child.text());
}

test('--backend says where a Service is, though no manifest holds it; --port 0 lets the system choose', async () => {
  await withBackend('here', (port) =>
    withFiles({ 'm.yaml': documents(gatewayManifest, route(rule('/x', 'web'))) }, async (folder) => {
      const child = startServe('-f', folder, '--port', '80=0', '--backend', `app/web:8080=http://127.0.0.1:${port}`);
      const url = await served(child);
      assert.is((await ask(`${url}/x`, host)).body, 'here');
      assert.is((await ask(`${url}/y`, host)).status, 404);
      await ends(child);
    }),
  );
});

const slice = (port: number): string => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: app, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: "", port: ${port}}]
endpoints: [{addresses: [127.0.0.1]}]
`;

test('endpoints of EndpointSlices are used; those on this machine only where that is allowed', async () => {
  await withBackend('slice', (port) =>
    withFiles(
      { 'm.yaml': documents(gatewayManifest, serviceManifest('web'), route(rule('/x', 'web')), slice(port)) },
      async (folder) => {
        const strict = startServe('-f', folder, '--port', 'infra/web:80=0');
        const strictUrl = await served(strict);
        assert.is((await ask(`${strictUrl}/x`, host)).status, 503);
        assert.match(strict.text(), /EndpointSlice\/app\/web-1 endpoints\[0\].*loopback/);
        await ends(strict);
        const allowed = startServe('-f', folder, '--port', '80=0', '--allow-loopback-endpoints');
        assert.is((await ask(`${await served(allowed)}/x`, host)).body, 'slice');
        await ends(allowed);
      },
    ),
  );
});

test('the admin server tells health, readiness, metrics, configuration and explanations, on loopback names only', async () => {
  await withBackend('here', (port) =>
    withFiles({ 'm.yaml': documents(gatewayManifest, route(rule('/x', 'web'))) }, async (folder) => {
      const backend = `app/web:8080=http://127.0.0.1:${port}`;
      const child = startServe('-f', folder, '--port', '80=0', '--admin', '0', '--backend', backend);
      const url = await served(child);
      const [, admin = ''] = /admin: (http:\/\/127\.0\.0\.1:\d+)\//.exec(await child.waitFor('admin: ')) ?? [];
      assert.is((await ask(`${url}/x`, host)).status, 200);
      assert.is((await ask(`${url}/none`, host)).status, 404);
      assert.is((await ask(`${admin}/healthz`)).status, 200);
      assert.is((await ask(`${admin}/readyz`)).status, 200);
      const metrics = (await ask(`${admin}/metrics`)).body;
      assert.match(
        metrics,
        /http_server_request_duration_seconds_count\{gateway="infra\/web",http_route="HTTPRoute\/app\/web",http_request_method="GET",http_response_status_code="200"\} 1/,
      );
      assert.match(metrics, /routeward_local_replies_total\{gateway="infra\/web",reason="no-route"\} 1/);
      const configuration = JSON.parse((await ask(`${admin}/configuration`)).body);
      assert.match(metrics, `routeward_configuration_info{version="${configuration.version}"} 1`);
      assert.is(configuration.gateways[0].name, 'web');
      const explained = await ask(`${admin}/explain?method=POST&url=${encodeURIComponent('http://a.example.com/x')}`);
      assert.is(JSON.parse(explained.body).decision.route, 'HTTPRoute/app/web');
      assert.is((await ask(`${admin}/explain`)).status, 400);
      assert.is((await ask(`${admin}/nowhere`)).status, 404);
      assert.is((await ask(`${admin}/configuration`, { headers: { host: 'evil.example' } })).status, 403);
      assert.is((await ask(`${admin}/configuration`, { method: 'POST' })).status, 405);
      await ends(child);
    }),
  );
});

test('--watch: changes come into force; what breaks stays as it was while the good rest goes on', async () => {
  const manifests = documents(gatewayManifest, route(rule('/x', 'one')));
  const other = (path: string): string =>
    route(rule(path, 'two')).replace('name: web, namespace: app', 'name: other, namespace: app');
  await withBackend('one', (one) =>
    withBackend('two', (two) =>
      withFiles({ 'a.yaml': manifests, 'b.yaml': other('/b') }, async (folder) => {
        const backends = [
          '--backend',
          `app/one:8080=http://127.0.0.1:${one}`,
          '--backend',
          `app/two:8080=http://127.0.0.1:${two}`,
        ];
        const child = startServe('-f', folder, '--watch', '--port', '80=0', ...backends);
        const url = await served(child);
        const get = async (path: string): Promise<string> => {
          const { status, body } = await ask(url + path, host);
          return status === 200 ? body : String(status);
        };
        let versions = 0;
        const write = async (file: string, text: string): Promise<void> => {
          writeFileSync(`${folder}/${file}`, text);
          versions += 1;
          await child.waitFor(new RegExp(`(?:configuration \\S+ is in force[^]*){${versions}}`));
        };
        assert.is(await get('/x'), 'one');
        await write('a.yaml', documents(gatewayManifest, route(rule('/x', 'two'))));
        assert.is(await get('/x'), 'two');

        // A file that is no YAML any more: its objects stay, and a change of another file comes into force.
        writeFileSync(`${folder}/a.yaml`, 'kind: [');
        await child.waitFor(/a\.yaml:\d+:\d+: error/);
        assert.is(await get('/x'), 'two');
        await write('b.yaml', other('/c'));
        assert.is(await get('/x'), 'two');
        assert.is(await get('/c'), 'two');
        assert.is(await get('/b'), '404');

        // An object that the API server would refuse stays as it was; its neighbour in the file changes.
        const invalid = other('/d').replace('hostnames:', 'hostnames: ["*bad*"]\n  #');
        await write(
          'b.yaml',
          documents(
            invalid,
            route(rule('/e', 'one')).replace('name: web, namespace: app', 'name: new, namespace: app'),
          ),
        );
        assert.match(child.text(), /b\.yaml:\d+:\d+: error: HTTPRoute\/app\/other spec\.hostnames/);
        assert.is(await get('/c'), 'two');
        assert.is(await get('/e'), 'one');

        // A file that goes away takes its objects along.
        rmSync(`${folder}/b.yaml`);
        versions += 1;
        await child.waitFor(new RegExp(`(?:configuration \\S+ is in force[^]*){${versions}}`));
        assert.is(await get('/c'), '404');
        await ends(child);
      }),
    ),
  );
});

test('a request in flight is finished before the end', async () => {
  await withBackend(
    'slow',
    (port) =>
      withFiles({ 'm.yaml': documents(gatewayManifest, route(rule('/x', 'web'))) }, async (folder) => {
        const child = startServe('-f', folder, '--port', '80=0', '--backend', `app/web:8080=http://127.0.0.1:${port}`);
        const url = await served(child);
        const answer = ask(`${url}/x`, host);
        await new Promise((resolve) => setTimeout(resolve, 200));
        child.signal('SIGTERM');
        assert.is((await answer).body, 'slow');
        assert.equal(await child.ended, { code: 0, signal: null });
      }),
    700,
  );
});

test('a second signal ends at once', async () => {
  await withBackend(
    'never',
    (port) =>
      withFiles({ 'm.yaml': documents(gatewayManifest, route(rule('/x', 'web'))) }, async (folder) => {
        const child = startServe('-f', folder, '--port', '80=0', '--backend', `app/web:8080=http://127.0.0.1:${port}`);
        const url = await served(child);
        const failed = ask(`${url}/x`, host).then(
          () => false,
          () => true,
        );
        await new Promise((resolve) => setTimeout(resolve, 200));
        child.signal('SIGINT');
        await child.waitFor('stopping');
        await new Promise((resolve) => setTimeout(resolve, 700));
        await ends(child, 130);
        assert.ok(await failed);
      }),
    20_000,
  );
});

test('a taken port is said, and where nothing can be opened the command ends with 1', async () => {
  const holder = createTcpServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  try {
    await withFiles({ 'm.yaml': gatewayManifest }, async (folder) => {
      const child = startServe('-f', folder, '--port', `80=${port}`);
      assert.equal(await child.ended, { code: 1, signal: null });
      assert.match(child.text(), `infra/web http: port ${port} is taken`);
    });
  } finally {
    holder.close();
  }
});

test('no byte of a Secret or of a credential in what is printed, measured or shown', async () => {
  const canary = 'canary-5d8e2b7a9c4f1063b8d2e4f6a1c3957b';
  const secret = `apiVersion: v1
kind: Secret
metadata: {name: s, namespace: infra}
stringData: {password: ${canary}}`;
  const manifests = documents(gatewayManifest, route(rule('/x', 'web')), secret);
  await withFiles({ 'm.yaml': manifests }, async (folder) => {
    // Nothing listens on port 1: failures are told too.
    const child = startServe(
      '-f',
      folder,
      '--port',
      '80=0',
      '--admin',
      '0',
      '--backend',
      'app/web:8080=http://127.0.0.1:1',
    );
    const url = await served(child);
    const [, admin = ''] = /admin: (http:\/\/127\.0\.0\.1:\d+)\//.exec(await child.waitFor('admin: ')) ?? [];
    const headers = {
      ...host.headers,
      authorization: `Bearer ${canary}`,
      cookie: `session=${canary}`,
      'x-key': canary,
    };
    assert.is((await ask(`${url}/x?token=${canary}`, { headers })).status, 502);
    await ask(`${url}/none?token=${canary}`, { headers });
    const pages = ['metrics', 'configuration', 'status', 'problems', 'graph'];
    const shown = await Promise.all(pages.map((page) => ask(`${admin}/${page}`)));
    for (const { status } of shown) assert.is(status, 200);
    const all = [child.text(), ...shown.map(({ body }) => body)].join('\n');
    for (const value of [canary, Buffer.from(canary).toString('base64')])
      assert.not(all.includes(value.slice(0, 24)), all);
    await ends(child);
  });
});

test.run();
