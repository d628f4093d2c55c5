import {
  type compileConfiguration,
  createMatchResult,
  createRequestView,
  type EffectiveConfiguration,
} from '@routeward/core';
import { type ReferenceRequest, type ReferenceResult, referenceMatch } from '@routeward/testing';

type Matcher = ReturnType<typeof compileConfiguration>;

const view = createRequestView();
const result = createMatchResult();

/** Asks the compiled matcher; the objects are the same for every request, so anything left over would show. */
export function compiledMatch(matcher: Matcher, request: ReferenceRequest): ReferenceResult {
  view.authority = request.authority;
  view.path = request.path;
  view.method = request.method;
  view.rawHeaders = request.headers.flat();
  view.scheme = request.scheme;
  const port = matcher.port(request.gateway, request.port);
  if (!port) return { listener: undefined, rule: undefined };
  const matched = port.match(view, result);
  if (matched !== (result.rule !== undefined)) throw new Error('match and its result contradict each other');
  return { listener: result.listener, rule: result.rule };
}

/** The first request on which the two differ, with both answers. */
export function firstDifference(
  configuration: EffectiveConfiguration,
  matcher: Matcher,
  requests: readonly ReferenceRequest[],
): string | undefined {
  for (const request of requests) {
    const compiled = compiledMatch(matcher, request);
    const reference = referenceMatch(configuration, request);
    if (compiled.rule === reference.rule && compiled.listener === reference.listener) continue;
    const shown = ({ listener, rule }: ReferenceResult) => [listener?.name, rule?.origin.rule, rule?.match];
    return JSON.stringify({ request, compiled: shown(compiled), reference: shown(reference) });
  }
  return undefined;
}
