import { type ConfigurationMatcher, type Decision, type DecisionRequest, decide } from '@routeward/core';
import { sampleRequest } from '../explanation/sample-request.ts';
import type { RequestChange } from './changes.ts';
import type { PlacedHost } from './rules.ts';
import { sameJson } from './same-json.ts';

/** What concerns the client and the backends; which rule said so does not. */
function outcome({ id: _i, route: _r, rule: _u, match: _m, listener: _l, ...answer }: Decision): unknown {
  return answer;
}

function decisionOf(matcher: ConfigurationMatcher, request: DecisionRequest): Decision {
  const result = decide(matcher, request);
  return result.kind === 'decided' ? result.decision : { action: 'none', code: 404 };
}

/**
 * Asks both sides the requests that the rules of a host were written for: what a change of order or of a neighbour
 * does shows only in answers.
 */
export function compareAnswers(
  hosts: readonly PlacedHost[],
  before: ConfigurationMatcher,
  after: ConfigurationMatcher,
): RequestChange[] {
  const asked = new Set<string>();
  return hosts.flatMap(({ gateway, listener, hostname, rules }) =>
    rules.flatMap((rule): RequestChange[] => {
      const request = sampleRequest(gateway, listener, hostname, rule);
      const key = JSON.stringify(request);
      if (!request || asked.has(key)) return [];
      asked.add(key);
      const change = { request, before: decisionOf(before, request), after: decisionOf(after, request) };
      return sameJson(outcome(change.before), outcome(change.after)) ? [] : [change];
    }),
  );
}
