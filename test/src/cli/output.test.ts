import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest } from './command.ts';

const test = suite('cli: status and effective');

const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}, {name: gone, port: 80}]}]'),
);

const run = (input: string, ...argv: readonly string[]) => routeward([...argv, '-f', '-'], input);

test('status -o json is an array of what the controller would write', async () => {
  const { status, out } = await run(manifests, 'status', '-o', 'json');
  assert.is(status, 0);
  const list = JSON.parse(out);
  assert.equal(
    list.map(({ apiVersion, kind, metadata }: { apiVersion: string; kind: string; metadata: object }) => ({
      apiVersion,
      kind,
      metadata,
    })),
    [
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { namespace: 'infra', name: 'web' } },
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'routeward' } },
      { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { namespace: 'app', name: 'web' } },
    ],
  );
  for (const { status: written } of list) assert.type(written, 'object');
  assert.is(list[0].status.listeners[0].attachedRoutes, 1);
});

test('status -o yaml says the same', async () => {
  const json = await run(manifests, 'status', '-o', 'json');
  const yaml = await run(manifests, 'status', '-o', 'yaml');
  assert.equal(parse(yaml.out), JSON.parse(json.out));
});

test('the table has a line for each condition and columns like those of kubectl', async () => {
  const { out } = await run(manifests, 'status');
  assert.match(out, /^RESOURCE +PART +CONDITION +STATUS +REASON +MESSAGE\n/);
  assert.match(out, /\nHTTPRoute\/app\/web +parent web +ResolvedRefs +False +BackendNotFound +\S/);
  assert.not(/ \n/.test(out), 'no line ends with blanks');
});

test('the effective configuration is the same to the byte in whatever order the input comes', async () => {
  const forward = await run(manifests, 'effective');
  const backward = await run(manifests.split('\n---\n').reverse().join('\n---\n'), 'effective', '-o', 'json');
  assert.is(forward.out, backward.out);
  const configuration = JSON.parse(forward.out);
  assert.match(configuration.version, /^[0-9a-f]{16}$/);
  assert.is(
    configuration.gateways[0].listeners[0].virtualHosts[0].rules[0].action.backends[1].reason,
    'BackendNotFound',
  );
  assert.equal(parse((await run(manifests, 'effective', '-o', 'yaml')).out), configuration);
});

for (const command of ['status', 'effective', 'graph']) {
  test(`${command} answers for what can be read, prints the problems and ends with 1`, async () => {
    const input = documents(manifests, routeManifest('bad', 'a.example.com', '[{matches: [{path: {value: x}}]}]'));
    const { status, out, err } = await run(input, command, '-o', 'json');
    assert.is(status, 1);
    assert.match(out, 'app');
    JSON.parse(out);
    assert.match(err, /^-:\d+:\d+: error: HTTPRoute\/app\/bad spec\.rules\[0\]\.matches\[0\]\.path/);
  });
}

test('JSON documents and Lists are input too', async () => {
  const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const list = { apiVersion: 'v1', kind: 'List', items: [namespace('a'), namespace('b')] };
  const { out } = await run(JSON.stringify(list, null, 2), 'check');
  assert.is(out, '2 resources, 0 errors, 0 warnings\n');
});

test('another controller name makes other GatewayClasses count', async () => {
  const input = gatewayManifest.replace('routeward.dev/gateway-controller', 'example.org/mine');
  assert.equal(JSON.parse((await run(input, 'effective')).out).gateways, []);
  const mine = await run(input, 'effective', '--controller-name', 'example.org/mine');
  assert.is(JSON.parse(mine.out).gateways.length, 1);
});

test('a crowd of problems does not drown an answer: errors first, the rest is counted', async () => {
  const rules = `[${Array.from({ length: 16 }, (_, index) => `{backendRefs: [{name: gone-${index}, port: 80}, {name: lost-${index}, port: 80}]}`).join(', ')}]`;
  const bad = routeManifest('bad', 'a.example.com', '[{matches: [{path: {value: x}}]}]');
  const input = documents(gatewayManifest, routeManifest('web', 'a.example.com', rules), bad);
  const { err } = await run(input, 'effective');
  const lines = err.trimEnd().split('\n');
  assert.is(lines.length, 21);
  assert.match(lines[0] ?? '', ': error: ');
  assert.match(lines.at(-1) ?? '', /^\d+ more problems: routeward check prints all$/);
  assert.ok((await run(input, 'check')).err.split('\n').length > 30);
});

test.run();
