import { mergeModes } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest } from './command.ts';

const test = suite('cli: policies');

const policy = (name: string, spec: string, kind = 'RetryPolicy', namespace = 'app') => `
apiVersion: policy.routeward.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;

const onRoute = 'targetRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: web}';
const onGateway = 'targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: web}';
const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}]}]'),
  policy('article', `{${onRoute}, override: {maxRetries: 10}, default: {maxRetries: 5}}`),
);

interface Scope {
  readonly kind: string;
  readonly path: readonly string[];
  readonly spec: { readonly maxRetries?: number };
  readonly origins: Readonly<Record<string, { readonly policy: string; readonly mode: string }>>;
  readonly beaten: readonly { readonly field: string; readonly policy: string; readonly value: unknown }[];
}

async function scopes(args: readonly string[], input: string): Promise<Scope[]> {
  const { status, out } = await routeward(['policies', '-f', '-', '-o', 'json', ...args], input);
  assert.is(status, 0);
  return JSON.parse(out);
}

test("the article's policy: the override counts, the default is beaten, and both are named", async () => {
  const [scope, ...more] = await scopes([], manifests);
  assert.equal(more, []);
  assert.is(scope?.kind, 'RetryPolicy');
  assert.equal(scope?.path.slice(-2), ['Gateway/infra/web', 'HTTPRoute/app/web']);
  assert.equal(scope?.spec, { maxRetries: 10 });
  assert.equal(scope?.origins['maxRetries'], { policy: 'RetryPolicy/app/article', mode: 'override' });
  assert.equal(scope?.beaten, [{ field: 'maxRetries', policy: 'RetryPolicy/app/article', mode: 'default', value: 5 }]);
});

test('an object or a policy picks the scopes that it concerns', async () => {
  const two = documents(manifests, policy('edge', `{${onGateway}, default: {maxRetries: 1}}`, 'RetryPolicy', 'infra'));
  assert.is((await scopes(['HTTPRoute/app/web'], two)).length, 1);
  assert.is((await scopes(['RetryPolicy/infra/edge'], two)).length > 0, true);
  assert.equal(await scopes(['HTTPRoute/app/other'], two), []);
});

test('the modes differ where the texts differ: an override above outlives what stands below in classic', async () => {
  const two = documents(manifests, policy('edge', `{${onGateway}, override: {maxRetries: 2}}`, 'RetryPolicy', 'infra'));
  const values = async (mode: string) => (await scopes(['--mode', mode, 'HTTPRoute/app/web'], two))[0]?.spec.maxRetries;
  assert.is(await values('classic'), 2);
  assert.is(await values('gep-713'), 2);
});

test('the text says each field, where it comes from and what it beat', async () => {
  const { status, out } = await routeward(['policies', '-f', '-'], manifests);
  assert.is(status, 0);
  assert.match(out, /^RetryPolicy on .*HTTPRoute\/app\/web$/m);
  assert.match(
    out,
    /maxRetries {3}10 {6}RetryPolicy\/app\/article \(override\) {3}5 of RetryPolicy\/app\/article \(default\)/,
  );
});

test('a bad value is refused by name', async () => {
  const bad = documents(manifests, policy('bad', `{${onRoute}, default: {maxRetries: many}}`));
  const { status, err } = await routeward(['policies', '-f', '-', '-o', 'json'], bad);
  assert.is(status, 1);
  assert.match(err, /error: RetryPolicy\/app\/bad spec\.default\.maxRetries/);
});

test('--policy-mode holds for every command, and --mode of this one wins over it', async () => {
  const onListener = onGateway.replace('}', ', sectionName: http}');
  const two = documents(
    manifests.replace('override: {maxRetries: 10}, default: {maxRetries: 5}', 'override: {maxRetries: 10}'),
    policy('edge', `{${onGateway}, override: {maxRetries: 2}}`, 'RetryPolicy', 'infra'),
    policy('port', `{${onListener}, default: {maxRetries: 3}}`, 'RetryPolicy', 'infra'),
  );
  const retries = async (...args: readonly string[]): Promise<unknown> => {
    const { out } = await routeward(['effective', '-f', '-', ...args], two);
    return JSON.parse(out).gateways[0].listeners[0].virtualHosts[0].rules[0].settings.retry.attempts;
  };
  const values: Record<string, unknown> = {};
  for (const mode of mergeModes) {
    values[mode] = await retries('--policy-mode', mode);
    assert.is((await scopes(['--policy-mode', mode], two))[0]?.spec.maxRetries, values[mode]);
    assert.is((await scopes(['--policy-mode', 'classic', '--mode', mode], two))[0]?.spec.maxRetries, values[mode]);
  }
  assert.equal(values, { classic: 2, 'gep-713': 2, 'gep-713-literal': 10 });
});

test('another mode is a wrong usage', async () => {
  assert.is((await routeward(['effective', '-f', '-', '--policy-mode', 'mine'], manifests)).status, 2);
  assert.is((await routeward(['policies', '-f', '-', '--mode', 'mine'], manifests)).status, 2);
});

test.run();
