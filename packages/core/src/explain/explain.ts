import type { RouteAttachment } from '../attachment/attachment.ts';
import { type CanonicalRequest, canonicalRequest } from '../decision/canonical-request.ts';
import { type AmbiguousGateway, decide, gatewayFor } from '../decision/decide.ts';
import type { Decision, DecisionRequest } from '../decision/decision.ts';
import { precedenceCriteria } from '../effective/precedence.ts';
import type { EffectiveConfiguration, EffectiveListener, EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import type { ConfigurationMatcher } from '../matcher/request.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import { withoutCredentials } from './credentials.ts';
import type { Explanation, ListenerVerdict, RefusedParent, RuleVerdict } from './explanation.ts';
import { compareSpecificity, covers, requestHost } from './hosts.ts';
import { matchFailure } from './match-failure.ts';
import { type FindResource, policiesOfRule } from './policies-of-rule.ts';
import { type RequestParts, requestParts } from './request-parts.ts';

/** What an explanation is read from: nothing is computed that is not already there. */
export interface ExplainSource {
  readonly configuration: EffectiveConfiguration;
  readonly matcher: ConfigurationMatcher;
  readonly attachments: readonly RouteAttachment[];
  /** What `Engine.policies()` gives; none unless set. */
  readonly policies?: readonly EffectivePolicyScope[];
  /** What `Engine.resource()` gives: tells policies on one port of a Service from those on another. */
  readonly resource?: FindResource;
}

export type ExplainResult = { readonly kind: 'explained'; readonly explanation: Explanation } | AmbiguousGateway;

type Loss = Pick<Extract<RuleVerdict, { outcome: 'lost' }>, 'criterion' | 'detail'>;

interface Contest {
  readonly selected: EffectiveListener | undefined;
  readonly winner: { readonly rule: EffectiveRule; readonly virtualHost: VirtualHost } | undefined;
  readonly host: string;
  readonly parts: RequestParts | undefined;
  /** Set where the request is refused before any rule is looked at. */
  readonly refusal: Loss | undefined;
}

function readOf(canonical: CanonicalRequest): Pick<Contest, 'parts' | 'refusal'> {
  if (canonical.kind === 'canonical') return { parts: requestParts(canonical.request), refusal: undefined };
  const { criterion, reason } = canonical;
  return { parts: undefined, refusal: { criterion, detail: `${reason}: refused before rules are looked at` } };
}

function precedenceLoss(winner: EffectiveRule, loser: EffectiveRule): Loss {
  const criterion = precedenceCriteria.find(({ compare }) => compare(winner, loser) !== 0);
  const name = criterion?.name ?? 'match order';
  return { criterion: name, detail: `matches too, but the winner stands before it by ${name}` };
}

function lossOf(contest: Contest, listener: EffectiveListener, virtualHost: VirtualHost, rule: EffectiveRule): Loss {
  const { selected, winner, host, parts, refusal } = contest;
  if (refusal) return refusal;
  if (listener !== selected) {
    const detail = selected ? `the host belongs to listener ${selected.name}` : 'no listener covers the host';
    return { criterion: 'listener', detail };
  }
  if (!covers(virtualHost.hostname, host)) {
    return { criterion: 'hostname', detail: `host is "${host}", wanted ${virtualHost.hostname}` };
  }
  const failure = parts && matchFailure(rule.match, parts);
  if (failure) return failure;
  if (winner && winner.virtualHost === virtualHost) return precedenceLoss(winner.rule, rule);
  const detail = `matches too, but a rule of ${winner?.virtualHost.hostname ?? 'another host'} comes first`;
  return { criterion: 'less specific host', detail };
}

function ruleVerdicts(contest: Contest, listener: EffectiveListener): RuleVerdict[] {
  const hosts = listener.virtualHosts.toSorted((a, b) => compareSpecificity(a.hostname, b.hostname));
  return hosts.flatMap((virtualHost) =>
    virtualHost.rules.map((rule): RuleVerdict => {
      const { route, rule: index, match, ruleName } = rule.origin;
      const place = {
        listener: listener.name,
        virtualHost: virtualHost.hostname,
        route,
        rule: index,
        match,
        ...(ruleName !== undefined && { ruleName }),
      };
      const won = contest.winner?.rule === rule && contest.winner.virtualHost === virtualHost;
      return won
        ? { ...place, outcome: 'won' }
        : { ...place, outcome: 'lost', ...lossOf(contest, listener, virtualHost, rule) };
    }),
  );
}

function listenerVerdict(listener: EffectiveListener, contest: Contest): ListenerVerdict {
  const { name, protocol, hostname } = listener;
  const other = covers(hostname, contest.host) ? 'less specific' : 'other host';
  return {
    listener: name,
    protocol,
    ...(hostname !== undefined && { hostname }),
    verdict: listener === contest.selected ? 'selected' : other,
  };
}

function refusedParents(attachments: readonly RouteAttachment[], gateway: string): RefusedParent[] {
  return attachments.flatMap(({ route, parents }) =>
    parents
      .filter(({ parent }) => parent === `Gateway/${gateway}`)
      .flatMap(({ index, parent, listeners, conditions }): RefusedParent[] => {
        if (listeners.some(({ kind }) => kind === 'attached')) return [];
        const place = { route, parentRef: index, parent };
        const refusals = listeners.flatMap((entry) =>
          entry.kind === 'refused'
            ? [{ ...place, listener: entry.listener, reason: entry.reason, message: entry.message }]
            : [],
        );
        const accepted = conditions.find(({ type }) => type === 'Accepted');
        return refusals.length > 0 || !accepted
          ? refusals
          : [{ ...place, reason: accepted.reason, message: accepted.message }];
      }),
  );
}

function winnerOf(selected: EffectiveListener | undefined, decision: Decision, host: string): Contest['winner'] {
  if (!selected || decision.route === undefined) return undefined;
  const hosts = selected.virtualHosts
    .filter(({ hostname }) => covers(hostname, host))
    .toSorted((a, b) => compareSpecificity(a.hostname, b.hostname));
  for (const virtualHost of hosts) {
    const rule = virtualHost.rules.find(
      ({ origin }) =>
        origin.route === decision.route && origin.rule === decision.rule && origin.match === decision.match,
    );
    if (rule) return { rule, virtualHost };
  }
  return undefined;
}

function policiesOf(
  { policies = [], resource = () => undefined }: ExplainSource,
  gateway: string | undefined,
  { winner, selected }: Contest,
): readonly EffectivePolicyScope[] {
  if (!winner || !selected || gateway === undefined) return [];
  const served = { gateway: `Gateway/${gateway}`, listener: selected.name, rule: winner.rule };
  return policiesOfRule(policies, served, resource);
}

/**
 * Why a request gets the answer that it gets: every listener on its port, every rule with the criterion at which it
 * lost, every parentRef that did not attach, and which policy set what for the rule that won.
 */
export function explain(source: ExplainSource, request: DecisionRequest): ExplainResult {
  const decided = decide(source.matcher, request);
  if (decided.kind === 'ambiguous') return decided;
  const found = gatewayFor(source.matcher, request);
  const key = found.kind === 'gateway' ? found.gateway : undefined;
  const gateway = source.configuration.gateways.find(({ namespace, name }) => `${namespace}/${name}` === key);
  const port = request.port ?? 80;
  const listeners = gateway?.listeners.filter((listener) => listener.port === port) ?? [];
  const { decision } = decided;
  const selected = listeners.find(({ name }) => name === decision.listener);
  const host = requestHost(request.authority);
  const contest = { selected, winner: winnerOf(selected, decision, host), host, ...readOf(canonicalRequest(request)) };
  const rules = listeners.flatMap((listener) => ruleVerdicts(contest, listener));
  const explanation: Explanation = {
    request: withoutCredentials(request),
    decision,
    listeners: listeners.map((listener) => listenerVerdict(listener, contest)),
    rules: [...rules.filter(({ outcome }) => outcome === 'won'), ...rules.filter(({ outcome }) => outcome === 'lost')],
    policies: policiesOf(source, key, contest),
    refused: key === undefined ? [] : refusedParents(source.attachments, key),
  };
  return { kind: 'explained', explanation };
}
