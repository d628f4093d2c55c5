import { readdirSync, readFileSync } from 'node:fs';
import { createEngine, type EffectiveRule, type Resource } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('policies: the examples');

const examples = new URL('../../../examples/', import.meta.url);

function resourcesOf(folder: string): readonly Resource[] {
  const from = new URL(`${folder}/`, examples);
  const files = readdirSync(from).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const { resources, findings } = parseManifests(readFileSync(new URL(file, from), 'utf8'), { file });
    assert.equal(findings, [], file);
    return resources.map(({ resource }) => resource);
  });
}

const policies = resourcesOf('policies');
const engine = createEngine();
const all = [...resourcesOf('manifests'), ...policies];
engine.apply(all.map((resource) => ({ kind: 'upsert', resource })));

const ruleOf = (route: string, rule: number): EffectiveRule | undefined =>
  engine.configuration.gateways
    .flatMap(({ listeners }) => listeners)
    .flatMap(({ virtualHosts }) => virtualHosts)
    .flatMap(({ rules }) => rules)
    .find(({ origin }) => origin.route === route && origin.rule === rule);

test('each of them is valid, and counts somewhere', () => {
  const keys = new Set(policies.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  assert.is(keys.size, policies.length);
  assert.equal(
    engine.findings().filter(({ resource }) => /^[A-Za-z]+Policy\//.test(resource)),
    [],
  );
  const counted = new Set(
    engine.policies().flatMap(({ origins }) => Object.values(origins).map(({ policy }) => policy)),
  );
  for (const { kind, metadata } of policies) {
    const home = 'namespace' in metadata && metadata.namespace !== undefined ? `${metadata.namespace}/` : '';
    assert.ok(counted.has(`${kind}/${home}${metadata.name}`), `${kind} ${metadata.name} counts nowhere`);
  }
});

test('there is one for each kind', () => {
  const shown = new Set(policies.map(({ kind }) => kind.replace(/^Cluster/, '')));
  const own = createEngine()
    .policyKinds()
    .filter(({ group }) => group === 'policy.routeward.dev')
    .map(({ kind }) => kind);
  assert.equal([...shown].sort(), [...own].sort());
});

test("the carts' rule has what its policies come to", () => {
  const cart = ruleOf('HTTPRoute/shop/cart', 0);
  assert.equal(cart?.settings.retry, { attempts: 10, statusCodes: [502, 503, 504], backoff: 25, maximumBackoff: 1000 });
  assert.equal(cart?.settings.timeouts, { request: 30_000, backendRequest: 2000 });
  assert.equal(
    cart?.settings.rateLimits?.map(({ name }) => name),
    ['RateLimitPolicy/infra/fair/client'],
  );
  assert.equal(
    cart?.filters.map(({ kind }) => kind),
    ['requestHeaders', 'responseHeaders', 'mirror'],
  );
});

test('the tools are closed to others', () => {
  const payments = engine.configuration.gateways
    .find(({ name }) => name === 'internal')
    ?.listeners[0]?.virtualHosts[0]?.rules.find(({ origin }) => origin.route === 'HTTPRoute/pay/payments');
  assert.equal(
    payments?.settings.access?.map(({ kind }) => kind),
    ['addresses', 'jwt'],
  );
});

test.run();
