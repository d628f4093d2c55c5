import { type ConfigurationMatcher, decide } from '@routeward/core';
import type { AimedRequest } from '@routeward/testing';

/** Requests of one kind are worth a look each, and those that reach a backend most. */
function kindOf(
  matcher: ConfigurationMatcher,
  request: AimedRequest,
): { readonly kind: string; readonly share: number } {
  const decided = decide(matcher, request);
  if (decided.kind !== 'decided') return { kind: decided.kind, share: 1 };
  const { route, rule, match, action, code } = decided.decision;
  const kind = [route, rule, match, action, code].join(' ');
  return { kind, share: action === 'forward' && code === undefined ? 4 : 1 };
}

/**
 * `count` of the requests, spread over what happens to them: a random request mostly meets the rule that catches most,
 * and the others would hardly be looked at.
 */
export function spread(
  requests: readonly AimedRequest[],
  matcher: ConfigurationMatcher,
  count: number,
): readonly AimedRequest[] {
  const groups = new Map<string, { readonly share: number; readonly left: AimedRequest[] }>();
  for (const request of requests) {
    const { kind, share } = kindOf(matcher, request);
    const group = groups.get(kind) ?? { share, left: [] };
    group.left.push(request);
    groups.set(kind, group);
  }
  const chosen: AimedRequest[] = [];
  while (chosen.length < count && groups.size > 0) {
    for (const [kind, { share, left }] of groups) {
      chosen.push(...left.splice(0, share));
      if (left.length === 0) groups.delete(kind);
    }
  }
  return chosen.slice(0, count);
}
