import {
  buildEffectiveConfig,
  canonicalRequest,
  compileConfiguration,
  createEngine,
  createMatchResult,
  decide,
  type EffectiveConfiguration,
  type EffectiveRule,
  explain,
  type Resource,
  type RuleVerdict,
} from '@routeward/core';
import { type AimedRequest, cluster, referenceMatch, requestFor, requestView } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('property: from resources to decisions');

const engineOf = (resources: readonly Resource[]) => {
  const engine = createEngine();
  engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
  return engine;
};

/** A cluster with some requests aimed at it. */
const aimed = (requests: number): fc.Arbitrary<readonly [readonly Resource[], readonly AimedRequest[]]> =>
  cluster().chain((resources) =>
    fc.tuple(
      fc.constant(resources),
      fc.array(requestFor(buildEffectiveConfig(resources)), { minLength: requests, maxLength: requests }),
    ),
  );

const placeOf = (rule: EffectiveRule | undefined): string =>
  rule === undefined ? 'none' : `${rule.origin.route} ${rule.origin.rule} ${rule.origin.match} ${rule.origin.hostname}`;

test('the compiled matcher and its slow twin agree on what the engine made of resources', () => {
  let hits = 0;
  let all = 0;
  fc.assert(
    fc.property(aimed(30), ([resources, requests]) => {
      const { configuration } = engineOf(resources);
      const matcher = compileConfiguration(configuration);
      for (const one of requests) {
        const expected = referenceMatch(configuration, one);
        const port = matcher.port(one.gateway, one.port);
        const result = createMatchResult();
        port?.match(requestView(one), result);
        assert.is(placeOf(result.rule), placeOf(expected.rule), JSON.stringify(one));
        assert.is(result.listener?.name, expected.listener?.name, JSON.stringify(one));
        hits += Number(result.rule !== undefined);
        all += 1;
      }
    }),
    { numRuns: 100 },
  );
  // The arbitraries would be worth little if they seldom met a rule, or always.
  assert.ok(hits > all * 0.25 && hits < all * 0.95, `${hits} of ${all} requests hit a rule`);
});

test('the configuration is plain data: it comes out of JSON as it went in', () => {
  fc.assert(
    fc.property(aimed(5), ([resources, requests]) => {
      const { configuration } = engineOf(resources);
      const copy: EffectiveConfiguration = JSON.parse(JSON.stringify(configuration));
      assert.equal(copy, configuration);
      const [matcher, copied] = [compileConfiguration(configuration), compileConfiguration(copy)];
      for (const one of requests) assert.equal(decide(copied, one), decide(matcher, one));
    }),
    { numRuns: 100 },
  );
});

/** Attaches to every Gateway of the vocabulary, for a hostname that no other route has. */
const unrelated: readonly Resource[] = ['infra', 'shop'].flatMap((namespace) =>
  ['edge', 'inner'].map(
    (name): Resource => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: 'pay', name: `unrelated-${namespace}-${name}` },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace, name }],
        hostnames: ['unrelated.invalid'],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
      },
    }),
  ),
);

test('a route for another host changes no decision', () => {
  fc.assert(
    fc.property(aimed(15), ([resources, requests]) => {
      const without = compileConfiguration(engineOf(resources).configuration);
      const withIt = compileConfiguration(engineOf([...resources, ...unrelated]).configuration);
      for (const one of requests) {
        // Where no route had attached to the listener, it has a host to refuse now, and no rule for it.
        assert.equal(decide(withIt, one), decide(without, one), JSON.stringify(one));
      }
    }),
    { numRuns: 100 },
  );
});

test('a decision is a function of configuration and request, whatever was asked before', () => {
  fc.assert(
    fc.property(aimed(15), ([resources, requests]) => {
      const { configuration } = engineOf(resources);
      const used = compileConfiguration(configuration);
      for (const one of requests) decide(used, one);
      for (const one of requests.toReversed())
        assert.equal(decide(used, one), decide(compileConfiguration(configuration), one));
    }),
    { numRuns: 40 },
  );
});

test('the explanation names as winner the rule that decides, and a reason for every other rule', () => {
  fc.assert(
    fc.property(aimed(15), ([resources, requests]) => {
      const engine = engineOf(resources);
      const { configuration } = engine;
      const source = { configuration, matcher: compileConfiguration(configuration), attachments: engine.attachments() };
      for (const one of requests) {
        const decided = decide(source.matcher, one);
        const explained = explain(source, one);
        if (decided.kind !== 'decided' || explained.kind !== 'explained') throw new Error('the Gateway is named');
        const winners = explained.explanation.rules.filter(({ outcome }) => outcome === 'won');
        const { route, rule, match } = decided.decision;
        assert.equal(
          winners.map((winner) => [winner.route, winner.rule, winner.match]),
          route === undefined ? [] : [[route, rule, match]],
          JSON.stringify(one),
        );
        for (const loser of explained.explanation.rules) {
          if (loser.outcome === 'lost')
            assert.ok(loser.detail !== '' && loser.criterion !== '', JSON.stringify([one, loser]));
        }
      }
    }),
    { numRuns: 100 },
  );
});

/** The configuration with this rule as the only one, in its own listener and virtual host. */
const alone = (configuration: EffectiveConfiguration, verdict: RuleVerdict): EffectiveConfiguration => ({
  ...configuration,
  gateways: configuration.gateways.map((gateway) => ({
    ...gateway,
    listeners: gateway.listeners.map((listener) => ({
      ...listener,
      virtualHosts: listener.virtualHosts
        .filter(({ hostname }) => listener.name === verdict.listener && hostname === verdict.virtualHost)
        .map((virtualHost) => ({
          ...virtualHost,
          rules: virtualHost.rules.filter(
            ({ origin }) =>
              origin.route === verdict.route && origin.rule === verdict.rule && origin.match === verdict.match,
          ),
        })),
    })),
  })),
});

test('a rule that is said to fail a condition does not match alone; one that is said to come later does', () => {
  fc.assert(
    fc.property(aimed(6), ([resources, requests]) => {
      const engine = engineOf(resources);
      const { configuration } = engine;
      const source = { configuration, matcher: compileConfiguration(configuration), attachments: engine.attachments() };
      for (const one of requests) {
        const canonical = canonicalRequest(one);
        if (canonical.kind === 'refused') continue;
        const explained = explain(source, one);
        if (explained.kind !== 'explained') throw new Error('the Gateway is named');
        for (const verdict of explained.explanation.rules) {
          const { rule } = referenceMatch(alone(configuration, verdict), { ...one, ...canonical.request });
          const said = verdict.outcome === 'won' || verdict.detail.startsWith('matches too');
          assert.is(rule !== undefined, said, JSON.stringify([one, verdict]));
        }
      }
    }),
    { numRuns: 100 },
  );
});

test.run();
