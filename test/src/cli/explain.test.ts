import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: explain');

const rules = `
    - {matches: [{path: {value: /x}}], backendRefs: [{name: web, port: 8080}]}
    - {matches: [{path: {type: Exact, value: /x/y}, method: POST}], backendRefs: [{name: web, port: 8080, weight: 3}, {name: gone, port: 80}]}`;
const manifests = documents(gatewayManifest, serviceManifest('web'), routeManifest('web', 'a.example.com', rules));

const explain = (...argv: readonly string[]) => routeward(['explain', '-f', '-', ...argv], manifests);

test('the text names the winner, what it does, and each loser with its reason', async () => {
  const { status, out } = await explain('GET', 'http://a.example.com/x/y?z=1');
  assert.is(status, 0);
  assert.match(out, /^GET http:\/\/a\.example\.com\/x\/y\?z=1: forward\n/);
  assert.match(out, /Rule that won\n {2}HTTPRoute\/app\/web rule 0 match 0 on a\.example\.com, listener http\n/);
  assert.match(out, /100 % to Service app\/web:8080/);
  assert.match(out, /HTTPRoute\/app\/web rule 1 match 0 on a\.example\.com: method/);
});

test('shares of invalid backends are told', async () => {
  const { out } = await explain('POST', 'http://a.example.com/x/y');
  assert.match(out, '75 % to Service app/web:8080');
  assert.match(out, '25 % answered with 500: BackendNotFound');
});

test('-o json is one value with the decision and every rule', async () => {
  const { out } = await explain('GET', 'http://a.example.com/x', '-o', 'json');
  const explanation = JSON.parse(out);
  assert.is(explanation.decision.route, 'HTTPRoute/app/web');
  assert.equal(
    explanation.rules.map(({ rule, outcome }: { rule: number; outcome: string }) => [rule, outcome]),
    [
      [0, 'won'],
      [1, 'lost'],
    ],
  );
});

test('the URL is taken as it is: no dot segment, case or encoding is touched', async () => {
  const { out } = await explain('GET', 'http://A.example.com/x/../%2e/Y?q=%41', '-o', 'json');
  const { request } = JSON.parse(out);
  assert.is(request.authority, 'A.example.com');
  assert.is(request.path, '/x/../%2e/Y?q=%41');
});

test('a Host header stands for the host of the URL, as with curl', async () => {
  const { out } = await explain('GET', 'http://127.0.0.1/x', '-H', 'Host: a.example.com', '-H', 'x-a: 1', '-o', 'json');
  const { request, decision } = JSON.parse(out);
  assert.is(request.authority, 'a.example.com');
  assert.equal(request.headers, [['x-a', '1']]);
  assert.is(decision.action, 'forward');
});

test('paths may stand on either side of METHOD and URL', async () => {
  await withFiles({ 'm.yaml': manifests }, async (folder) => {
    const path = `${folder}/m.yaml`;
    for (const argv of [
      ['-f', path, 'GET', 'http://a.example.com/x'],
      ['GET', 'http://a.example.com/x', '-f', path],
    ]) {
      assert.is((await routeward(['explain', ...argv])).status, 0);
    }
  });
});

test('a port that no listener has is said to be so', async () => {
  const { out } = await explain('GET', 'http://a.example.com:8443/x');
  assert.match(out, '404: no rule matches');
  assert.match(out, 'serves this port');
});

const retries = `
apiVersion: policy.routeward.dev/v1alpha1
kind: RetryPolicy
metadata: {name: article, namespace: app}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}
  override: {maxRetries: 10}
  default: {maxRetries: 5}
`;

test('policies of the rule that won are told with their origin and what they beat, as text and as JSON', async () => {
  const input = documents(manifests, retries);
  const request = ['GET', 'http://a.example.com/x'] as const;
  const text = await routeward(['explain', '-f', '-', ...request], input);
  assert.match(
    text.out,
    /Policies that apply\n {2}RetryPolicy on GatewayClass\/routeward > Gateway\/infra\/web > HTTPRoute\/app\/web\n/,
  );
  assert.match(
    text.out,
    /maxRetries {3}10 {6}RetryPolicy\/app\/article \(override\) {3}5 of RetryPolicy\/app\/article \(default\)/,
  );
  const { out } = await routeward(['explain', '-f', '-', ...request, '-o', 'json'], input);
  assert.equal(JSON.parse(out).policies[0].spec, { maxRetries: 10 });
  const lost = await routeward(['explain', '-f', '-', 'GET', 'http://a.example.com/nowhere'], input);
  assert.not.match(lost.out, 'Policies that apply');
});

test.run();
