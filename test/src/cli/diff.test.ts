import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: diff');

const rule = (path: string, backend: string, extra = ''): string =>
  `{matches: [{path: {value: ${path}}${extra}}], backendRefs: [{name: ${backend}, port: 8080}]}`;

const manifests = (...rules: readonly string[]): string =>
  documents(
    gatewayManifest,
    serviceManifest('old'),
    serviceManifest('new'),
    routeManifest('web', 'a.example.com', `[${rules.join(', ')}]`),
  );

const diff = (before: string, after: string, ...argv: readonly string[]) =>
  withFiles({ 'old.yaml': before, 'new.yaml': after }, (folder) =>
    routeward(['diff', '-f', `${folder}/old.yaml`, '--to', `${folder}/new.yaml`, ...argv]),
  );

test('the same resources in another order and shape are no difference', async () => {
  const before = manifests(rule('/x', 'old'));
  const { status, out } = await diff(before, before.split('\n---\n').reverse().join('\n---\n'), '--exit-code');
  assert.is(out, 'no difference\n');
  assert.is(status, 0);
});

test('a rule that is put in front does not make those behind it look changed', async () => {
  const { status, out } = await diff(
    manifests(rule('/x', 'old')),
    manifests(rule('/x/y', 'new'), rule('/x', 'old')),
    '-o',
    'json',
  );
  assert.is(status, 0);
  const { same, rules, requests } = JSON.parse(out);
  assert.is(same, false);
  assert.equal(
    rules.map(({ change, matches }: { change: string; matches: string }) => [change, matches]),
    [['added', '/x/y/*']],
  );
  assert.is(requests.length, 1);
  assert.is(requests[0].request.path, '/x/y');
  assert.is(requests[0].before.backends[0].name, 'old');
  assert.is(requests[0].after.backends[0].name, 'new');
});

test('a change of backend, a removed rule and a moved one are told apart', async () => {
  const header = ', headers: [{name: v, value: "2"}]';
  const query = ', headers: [{name: w, value: "2"}]';
  const { out } = await diff(
    manifests(rule('/a', 'old'), rule('/b', 'old'), rule('/c', 'old', header), rule('/c', 'new', query)),
    manifests(rule('/a', 'new'), rule('/c', 'new', query), rule('/c', 'old', header)),
    '-o',
    'json',
  );
  const { rules } = JSON.parse(out);
  const changes = new Set(
    rules.map(({ change, matches }: { change: string; matches: string }) => `${change} ${matches}`),
  );
  assert.ok(changes.has('changed /a/*'), [...changes].join('; '));
  assert.ok(changes.has('removed /b/*'));
  assert.is([...changes].filter((change) => String(change).startsWith('reordered /c/*')).length, 1);
});

test('status tells what breaks', async () => {
  const { out } = await diff(manifests(rule('/x', 'old')), manifests(rule('/x', 'gone')), '-o', 'json');
  const { status } = JSON.parse(out);
  const resolved = status.find(({ condition }: { condition: string }) => condition === 'ResolvedRefs');
  assert.is(resolved.resource, 'HTTPRoute/app/web');
  assert.match(resolved.before, /^True /);
  assert.match(resolved.after, /^False BackendNotFound/);
});

test('several paths on either side', async () => {
  const files = { 'a.yaml': gatewayManifest, 'b.yaml': serviceManifest('old'), 'c.yaml': serviceManifest('new') };
  await withFiles(files, async (folder) => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `${folder}/${name}.yaml`);
    const { out } = await routeward(['diff', '-f', a ?? '', b ?? '', '--to', a ?? '', c ?? '', '-o', 'json']);
    assert.equal(JSON.parse(out).resources, [
      { resource: 'Service/app/new', change: 'added' },
      { resource: 'Service/app/old', change: 'removed' },
    ]);
  });
});

test('differences are no mistake, but --exit-code says so', async () => {
  const before = manifests(rule('/x', 'old'));
  const after = manifests(rule('/x', 'new'));
  const plain = await diff(before, after);
  assert.is(plain.status, 0);
  assert.match(plain.out, /Requests that get another answer\n {2}GET http:\/\/a\.example\.com:80\/x\n/);
  assert.is((await diff(before, after, '--exit-code')).status, 1);
});

const retries = (name: string, spec: string, namespace = 'app'): string => `
apiVersion: policy.routeward.dev/v1alpha1
kind: RetryPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;

const onRoute = 'targetRef: {kind: HTTPRoute, name: web}';
const routePath = ['GatewayClass/routeward', 'Gateway/infra/web', 'HTTPRoute/app/web'];

test('a policy that goes is told by the scopes that it leaves and by who sets the value then', async () => {
  const base = documents(
    manifests(rule('/x', 'old')),
    retries('edge', '{targetRef: {kind: Gateway, name: web}, default: {maxRetries: 1}}', 'infra'),
  );
  const article = retries('article', `{${onRoute}, override: {maxRetries: 10}, default: {maxRetries: 5}}`);
  const { out } = await diff(documents(base, article), base, '-o', 'json');
  assert.equal(JSON.parse(out).policies, [
    {
      kind: 'RetryPolicy',
      path: routePath,
      change: 'changed',
      fields: [
        {
          field: 'maxRetries',
          before: { value: 10, policy: 'RetryPolicy/app/article', mode: 'override' },
          after: { value: 1, policy: 'RetryPolicy/infra/edge', mode: 'default' },
        },
      ],
    },
  ]);
  const text = await diff(documents(base, article), base);
  assert.match(text.out, '~ RetryPolicy on GatewayClass/routeward > Gateway/infra/web > HTTPRoute/app/web\n');
  assert.match(
    text.out,
    'maxRetries: 10 of RetryPolicy/app/article (override) → 1 of RetryPolicy/infra/edge (default)\n',
  );
});

test('the first policy of a scope and its last one: fields that were not set, fields that are not set any more', async () => {
  const without = manifests(rule('/x', 'old'));
  const with1 = documents(without, retries('article', `{${onRoute}, default: {maxRetries: 5}}`));
  const came = JSON.parse((await diff(without, with1, '-o', 'json')).out).policies;
  assert.equal(came, [
    {
      kind: 'RetryPolicy',
      path: routePath,
      change: 'added',
      fields: [{ field: 'maxRetries', after: { value: 5, policy: 'RetryPolicy/app/article', mode: 'default' } }],
    },
  ]);
  const gone = await diff(with1, without);
  assert.match(gone.out, 'maxRetries: 5 of RetryPolicy/app/article (default) → not set\n');
});

test('a policy that moves to the listener changes the scope below it and takes none away', async () => {
  const base = manifests(rule('/x', 'old'));
  const onGateway = (section: string) =>
    retries('edge', `{targetRef: {kind: Gateway, name: web${section}}, default: {maxRetries: 1}}`, 'infra');
  const { out } = await diff(
    documents(base, onGateway('')),
    documents(base, onGateway(', sectionName: http').replace('maxRetries: 1', 'maxRetries: 2')),
    '-o',
    'json',
  );
  const { policies } = JSON.parse(out);
  assert.equal(
    policies.map(({ change, path }: { change: string; path: string[] }) => [change, path.at(-2), path.at(-1)]),
    [['changed', 'Gateway/infra/web#http', 'HTTPRoute/app/web']],
  );
});

test('what only stops being beaten changes nothing', async () => {
  const base = manifests(rule('/x', 'old'));
  const both = documents(
    base,
    retries('article', `{${onRoute}, override: {maxRetries: 10}, default: {maxRetries: 5}}`),
  );
  const one = documents(base, retries('article', `{${onRoute}, override: {maxRetries: 10}}`));
  assert.equal(JSON.parse((await diff(both, one, '-o', 'json')).out).policies, []);
});

test.run();
