import type { WeightedBackend } from '../ir/backend.ts';
import type { EffectiveListener, EffectiveRule } from '../ir/configuration.ts';
import type { CorsFilter, Redirect } from '../ir/filter.ts';
import { createMatchResult } from '../matcher/match-result.ts';
import type { ConfigurationMatcher, MatchResult, PortMatcher, RequestView } from '../matcher/request.ts';
import { unreachable } from '../text/unreachable.ts';
import { canonicalRequest, wholeServer } from './canonical-request.ts';
import { decideCors } from './cors.ts';
import type { DecidedBackend, Decision, DecisionRequest } from './decision.ts';
import { filterEffects, headerOf } from './filter-effects.ts';
import { hostOf, redirectLocation } from './redirect-location.ts';

/** A request that names no Gateway while several, or none, serve the port. */
export interface AmbiguousGateway {
  readonly kind: 'ambiguous';
  readonly message: string;
}

export type DecideResult = { readonly kind: 'decided'; readonly decision: Decision } | AmbiguousGateway;

/** What the request reached: everything that the parts of a decision are computed from. */
interface Reached {
  readonly request: DecisionRequest;
  readonly listener: EffectiveListener;
  readonly rule: EffectiveRule;
}

const schemeOf = ({ request, listener }: Reached): 'http' | 'https' =>
  request.scheme ?? (listener.protocol === 'HTTPS' ? 'https' : 'http');

function locationOf(redirect: Redirect, reached: Reached): string {
  const { authority, path } = reached.request;
  const { listener, rule } = reached;
  const scheme = schemeOf(reached);
  return redirectLocation(redirect, { scheme, authority, path, listenerPort: listener.port, match: rule.match.path });
}

function decidedBackend(backend: WeightedBackend, reached: Reached): DecidedBackend {
  if (backend.kind === 'invalid') return { valid: false, weight: backend.weight, reason: backend.reason };
  const { group, kind, namespace, name, port } = backend.ref;
  const { mirrors: _, ...effects } = filterEffects(backend.filters, reached.request, reached.rule.match.path);
  return {
    kind,
    ...(group !== '' && { group }),
    namespace,
    name,
    ...(port !== undefined && { port }),
    weight: backend.weight,
    valid: true,
    ...effects,
    ...(backend.redirect && {
      code: backend.redirect.statusCode,
      location: locationOf(backend.redirect, reached),
    }),
  };
}

type DecidedAction = Omit<Decision, 'id' | 'gateway' | 'listener' | 'route' | 'rule' | 'match'>;

const asHeaderList = (flat: readonly string[]): { name: string; value: string }[] =>
  flat.flatMap((name, index) => (index % 2 === 0 ? [{ name, value: flat[index + 1] ?? '' }] : []));

/** The answer to a preflight, with what the filters in front of CORS make of it. */
function preflight(reached: Reached): DecidedAction | undefined {
  const { rule, request } = reached;
  const filter = rule.filters.find((candidate): candidate is CorsFilter => candidate.kind === 'cors');
  if (!filter) return undefined;
  const decision = decideCors(filter, {
    method: reached.request.method ?? 'GET',
    origin: headerOf(reached.request, 'origin'),
    requestMethod: headerOf(reached.request, 'access-control-request-method'),
    requestHeaders: headerOf(reached.request, 'access-control-request-headers'),
  });
  if (decision.kind !== 'preflight') return undefined;
  const before = rule.filters.slice(0, rule.filters.indexOf(filter));
  const { set = [], ...changes } = filterEffects(before, request, rule.match.path).responseHeaders ?? {};
  return {
    action: 'respond',
    code: 204,
    responseHeaders: { ...changes, set: [...asHeaderList(decision.headers), ...set] },
  };
}

/** What goes upstream in another form than it came says so, whoever changed it. */
const asForwarded = (received: DecisionRequest, sent: DecisionRequest, action: DecidedAction): DecidedAction =>
  action.action !== 'forward'
    ? action
    : {
        ...(sent.path !== received.path && { path: sent.path }),
        ...(sent.authority !== received.authority && { authority: sent.authority }),
        ...action,
      };

function actionOf(reached: Reached): DecidedAction {
  const { request, rule } = reached;
  const answer = preflight(reached);
  if (answer) return answer;
  const effects = filterEffects(rule.filters, request, rule.match.path);
  switch (rule.action.kind) {
    case 'redirect':
      return {
        action: 'redirect',
        code: rule.action.redirect.statusCode,
        location: locationOf(rule.action.redirect, reached),
        ...(effects.responseHeaders && { responseHeaders: effects.responseHeaders }),
      };
    case 'respond':
      return { action: 'respond', code: rule.action.statusCode };
    case 'forward': {
      const { backends } = rule.action;
      if (backends.every((backend) => backend.weight === 0)) return { action: 'respond', code: 500 };
      const certain = backends.every((backend) => backend.kind === 'invalid' || backend.weight === 0);
      return {
        action: 'forward',
        ...(certain && { code: 500 }),
        backends: backends.map((backend) => decidedBackend(backend, reached)),
        ...effects,
      };
    }
    default:
      return unreachable(rule.action);
  }
}

function viewOf(request: DecisionRequest, authority: string): RequestView {
  return {
    authority,
    path: request.path,
    method: request.method ?? 'GET',
    rawHeaders: request.headers?.flat() ?? [],
  };
}

/** The listener that the TLS handshake chose, where the request came in over TLS. */
function handshakeListener(
  port: PortMatcher,
  request: DecisionRequest,
  result: MatchResult,
): EffectiveListener | undefined {
  port.match(viewOf(request, request.sni ?? hostOf(request.authority)), result);
  return result.listener?.protocol === 'HTTPS' ? result.listener : undefined;
}

function decideOn(port: PortMatcher, gateway: string, received: DecisionRequest): Decision {
  const id = received.id !== undefined ? { id: received.id } : {};
  const canonical = canonicalRequest(received);
  if (canonical.kind === 'refused') return { ...id, gateway, action: 'respond', code: 400, reason: canonical.reason };
  const { request } = canonical;
  const result = createMatchResult();
  const byHandshake = handshakeListener(port, request, result);
  port.match(viewOf(request, request.authority), result);
  const { listener, rule } = result;
  // A host that another TLS listener owns: the client must come again on a connection of its own (GEP-3567).
  if (byHandshake && listener && listener !== byHandshake) {
    return { ...id, gateway, listener: byHandshake.name, action: 'none', code: 421 };
  }
  if (!listener || !rule || request.path === wholeServer) {
    return { ...id, gateway, ...(listener && { listener: listener.name }), action: 'none', code: 404 };
  }
  const { route, rule: ruleIndex, match } = rule.origin;
  return {
    ...id,
    gateway,
    listener: listener.name,
    route,
    rule: ruleIndex,
    match,
    ...asForwarded(received, request, actionOf({ request, listener, rule })),
  };
}

/** The Gateway that a request means: the one that it names, or the only one on its port. */
export function gatewayFor(
  matcher: ConfigurationMatcher,
  request: DecisionRequest,
): { readonly kind: 'gateway'; readonly gateway: string | undefined } | AmbiguousGateway {
  if (request.gateway !== undefined) return { kind: 'gateway', gateway: request.gateway };
  const serving = matcher.gatewaysOn(request.port ?? 80);
  if (serving.length <= 1) return { kind: 'gateway', gateway: serving[0] };
  const message = `port ${request.port ?? 80} is served by several Gateways: say which (${serving.join(', ')})`;
  return { kind: 'ambiguous', message };
}

/**
 * What happens to a request, as data: which rule wins, what its filters change, where its backends are. Nothing is
 * sent and nothing is rolled: all weighted backends are listed.
 */
export function decide(matcher: ConfigurationMatcher, request: DecisionRequest): DecideResult {
  const found = gatewayFor(matcher, request);
  if (found.kind === 'ambiguous') return found;
  const { gateway } = found;
  const port = gateway === undefined ? undefined : matcher.port(gateway, request.port ?? 80);
  if (gateway === undefined || !port) {
    const id = request.id !== undefined ? { id: request.id } : {};
    return {
      kind: 'decided',
      decision: { ...id, ...(gateway !== undefined && { gateway }), action: 'none', code: 404 },
    };
  }
  return { kind: 'decided', decision: decideOn(port, gateway, request) };
}
