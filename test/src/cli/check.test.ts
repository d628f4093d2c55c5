import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: check');

const brokenGateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: broken, namespace: infra}
spec:
  gatewayClassName: routeward
  listeners:
    - name: http
      port: 99999
      protocol: HTTP
`;

test('a problem names file, line, column, severity, resource, field and message', async () => {
  await withFiles({ 'gateway.yaml': brokenGateway }, async (folder) => {
    const { status, out, err } = await routeward(['check', '-f', folder]);
    assert.is(status, 1);
    assert.match(err, `${folder}/gateway.yaml:8:7: error: Gateway/infra/broken spec.listeners[0].port: `);
    assert.match(out, /1 error, 0 warnings/);
  });
});

test('-o json prints one value with the fields of the contract', async () => {
  await withFiles({ 'gateway.yaml': brokenGateway }, async (folder) => {
    const { status, out, err } = await routeward(['check', '-f', `${folder}/gateway.yaml`, '-o', 'json']);
    assert.is(status, 1);
    assert.is(err, '');
    const { problems } = JSON.parse(out);
    assert.is(problems.length, 1);
    const [{ message, ...rest }] = problems;
    assert.type(message, 'string');
    assert.equal(rest, {
      severity: 'error',
      file: `${folder}/gateway.yaml`,
      line: 8,
      column: 7,
      resource: 'Gateway/infra/broken',
      path: 'spec.listeners[0].port',
      rule: 'schema',
    });
  });
});

test('fine input has no problems', async () => {
  const { status, out, err } = await routeward(['check', '-f', '-', '-o', 'json'], gatewayManifest);
  assert.equal(JSON.parse(out), { problems: [] });
  assert.is(err, '');
  assert.is(status, 0);
});

test('a field that the API server prunes is a warning and leaves the exit status 0', async () => {
  const input = gatewayManifest.replace('gatewayClassName: routeward', 'gatewayClassName: routeward\n  colour: red');
  const { status, out } = await routeward(['check', '-f', '-', '-o', 'json'], input);
  const { problems } = JSON.parse(out);
  assert.is(problems.length, 1);
  assert.is(problems[0].severity, 'warning');
  assert.is(problems[0].path, 'spec.colour');
  assert.is(problems[0].file, '-');
  assert.is(status, 0);
});

const dangling = documents(
  gatewayManifest,
  routeManifest('lost', 'a.example.com', '[{backendRefs: [{name: nowhere, port: 80}]}]'),
);

test('what concerns more than one object has a place in the file too, and --schema-only leaves it out', async () => {
  const all = await routeward(['check', '-f', '-', '-o', 'json'], dangling);
  const { problems } = JSON.parse(all.out);
  assert.is(problems.length, 1, all.out);
  assert.is(problems[0].rule, 'reference');
  assert.is(problems[0].resource, 'HTTPRoute/app/lost');
  assert.match(problems[0].path, 'spec.rules[0].backendRefs[0]');
  const line = dangling.split('\n').findIndex((text) => text.includes('nowhere')) + 1;
  assert.is(problems[0].line, line);
  const schemaOnly = await routeward(['check', '--schema-only', '-f', '-', '-o', 'json'], dangling);
  assert.equal(JSON.parse(schemaOnly.out), { problems: [] });
  assert.is(schemaOnly.status, 0);
});

test('nothing but what the API server refuses is an error', async () => {
  const { status, out } = await routeward(['check', '-f', '-', '-o', 'json'], dangling);
  assert.is(JSON.parse(out).problems[0].severity, 'warning');
  assert.is(status, 0);
});

test('fields of the experimental channel are unknown to the standard one', async () => {
  const rules = '[{sessionPersistence: {type: Header, header: {name: s}}, backendRefs: [{name: web, port: 8080}]}]';
  const input = documents(gatewayManifest, serviceManifest('web'), routeManifest('a', 'a.example.com', rules));
  const standard = await routeward(['check', '-f', '-', '-o', 'json'], input);
  assert.is(JSON.parse(standard.out).problems[0]?.path, 'spec.rules[0].sessionPersistence');
  const experimental = await routeward(['check', '--channel', 'experimental', '-f', '-', '-o', 'json'], input);
  assert.equal(JSON.parse(experimental.out), { problems: [] });
});

test('a file that is no YAML does not hide the others', async () => {
  await withFiles({ 'a.yaml': 'kind: [', 'b.yaml': brokenGateway, 'c.yaml': gatewayManifest }, async (folder) => {
    const { status, out } = await routeward(['check', '-f', folder, '-o', 'json']);
    const { problems } = JSON.parse(out);
    assert.ok(
      problems.some(({ file, rule }: { file: string; rule: string }) => file.endsWith('a.yaml') && rule === 'syntax'),
    );
    assert.ok(problems.some(({ file }: { file: string }) => file.endsWith('b.yaml')));
    assert.not(problems.some(({ file }: { file: string }) => file.endsWith('c.yaml')));
    assert.is(status, 1);
  });
});

test.run();
