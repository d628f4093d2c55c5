import {
  type ConfigurationMatcher,
  type CorsFilter,
  canonicalRequest,
  type DecidedBackend,
  type Decision,
  decide,
  decideCors,
  type EffectiveConfiguration,
  type EffectiveRule,
  type Filter,
} from '@routeward/core';
import type { AimedRequest } from '@routeward/testing';
import { backendFields } from '../support/echo-backends.ts';
import { changed, type Field, type Fields, fieldText, requestFields, responseFields } from './fields.ts';
import type { Outcome } from './outcome.ts';

/** A copy that is to reach a backend for a share of the requests. */
export interface ExpectedMirror {
  readonly backend: string;
  readonly fraction: number;
}

/** What may happen to a request; each alternative for a share of the requests. */
export interface Expectation {
  readonly decision: Decision;
  readonly alternatives: readonly Outcome[];
  /** Only where a request is forwarded. */
  readonly mirrors: readonly ExpectedMirror[];
  readonly rule: EffectiveRule | undefined;
}

const corsNames = ['allow-origin', 'allow-credentials', 'allow-methods', 'allow-headers', 'expose-headers', 'max-age'];

const headerOf = (headers: readonly Field[], wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

function ruleOf(
  configuration: EffectiveConfiguration,
  { route, rule, match, listener }: Decision,
  request: AimedRequest,
) {
  for (const gateway of configuration.gateways) {
    if (`${gateway.namespace}/${gateway.name}` !== request.gateway) continue;
    for (const one of gateway.listeners) {
      if (one.name !== listener || one.port !== request.port) continue;
      const rules = one.virtualHosts.flatMap((host) => host.rules);
      const found = rules.find(
        ({ origin }) => origin.route === route && origin.rule === rule && origin.match === match,
      );
      if (found) return found;
    }
  }
  return undefined;
}

/** The backend's own fields once CORS has had its say. */
function withCors(filters: readonly Filter[], request: AimedRequest, fields: Fields): Fields {
  const filter = filters.find((one): one is CorsFilter => one.kind === 'cors');
  if (!filter) return fields;
  const { method, headers } = request;
  const decision = decideCors(filter, {
    method,
    origin: headerOf(headers, 'origin'),
    requestMethod: headerOf(headers, 'access-control-request-method'),
    requestHeaders: headerOf(headers, 'access-control-request-headers'),
  });
  if (decision.kind !== 'actual') return fields;
  const map = new Map(fields);
  for (const name of corsNames) map.delete(`access-control-${name}`);
  for (let index = 0; index + 1 < decision.headers.length; index += 2) {
    map.set(decision.headers[index] ?? '', decision.headers[index + 1] ?? '');
  }
  return map;
}

interface Context {
  readonly configuration: EffectiveConfiguration;
  readonly request: AimedRequest;
  readonly decision: Decision;
  readonly rule: EffectiveRule;
}

function ofBackend(backend: DecidedBackend, index: number, context: Context): Outcome {
  if (!backend.valid) return { status: 500 };
  const { configuration, request, decision, rule } = context;
  if (backend.location !== undefined) return { status: backend.code ?? 0, location: backend.location };
  const action = rule.action.kind === 'forward' ? rule.action.backends[index] : undefined;
  if (action?.kind !== 'backend') return { status: 500 };
  const known = configuration.backends.find(({ key }) => key === action.backend);
  if (known === undefined) return { status: 500 };
  // The Node proxy does not speak HTTP/2 to backends.
  const http2 = known.protocol === 'h2c' || known.protocol === 'grpc' ? { nodeStatus: 502 } : {};
  if (!['http', 'ws', 'h2c', 'grpc'].includes(known.protocol)) return { status: 502 };
  if (known.endpoints.length === 0) return { ...http2, status: 503 };
  const upstream = changed(changed(requestFields(request.headers), decision.requestHeaders), backend.requestHeaders);
  const fields = withCors([...rule.filters, ...action.filters], request, responseFields(backendFields));
  return {
    ...http2,
    status: 200,
    backend: `${backend.namespace}/${backend.name}:${backend.port}`,
    method: request.method,
    path: backend.path ?? decision.path ?? request.path,
    host: backend.authority ?? decision.authority ?? request.authority,
    upstreamFields: fieldText(upstream),
    fields: fieldText(changed(changed(fields, decision.responseHeaders), backend.responseHeaders)),
  };
}

/** What the engine says about a request. */
export function expectationOf(
  configuration: EffectiveConfiguration,
  matcher: ConfigurationMatcher,
  received: AimedRequest,
): Expectation {
  const decided = decide(matcher, received);
  const canonical = canonicalRequest(received);
  const request: AimedRequest =
    canonical.kind === 'refused'
      ? received
      : { ...received, ...canonical.request, headers: canonical.request.headers ?? [] };
  if (decided.kind !== 'decided') throw new Error(decided.message);
  const { decision } = decided;
  const rule = ruleOf(configuration, decision, request);
  const own = { decision, mirrors: [], rule };
  if (decision.action === 'redirect') {
    return {
      ...own,
      alternatives: [
        { status: decision.code ?? 0, ...(decision.location !== undefined && { location: decision.location }) },
      ],
    };
  }
  if (decision.action === 'respond' && decision.code === 204) {
    return { ...own, alternatives: [{ status: 204, fields: fieldText(changed(new Map(), decision.responseHeaders)) }] };
  }
  if (decision.action !== 'forward' || !rule) return { ...own, alternatives: [{ status: decision.code ?? 0 }] };
  const context = { configuration, request, decision, rule };
  const backends = (decision.backends ?? []).map((backend, index) => ({ backend, index }));
  return {
    ...own,
    alternatives: backends
      .filter(({ backend }) => backend.weight > 0)
      .map(({ backend, index }) => ofBackend(backend, index, context)),
    mirrors: (decision.mirrors ?? []).map(({ namespace, name, port, fraction }) => {
      return { backend: `${namespace}/${name}:${port}`, fraction };
    }),
  };
}
