import type { EffectiveConfiguration, EffectiveListener, EffectiveRule, RuleMatch, VirtualHost } from '@routeward/core';
import { conditionHolds, headerHolds, lowerAscii, pathHolds, queryParameterHolds } from './reference-conditions.ts';

/** A request as the slow twin reads it. */
export interface ReferenceRequest {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly port: number;
  /** Host or `:authority` as received. */
  readonly authority: string;
  /** With query. */
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Absent: what the listener's protocol says. */
  readonly scheme?: 'http' | 'https';
}

export interface ReferenceResult {
  /** The listener that owns the host, even where no rule matched. */
  readonly listener: EffectiveListener | undefined;
  readonly rule: EffectiveRule | undefined;
}

/** "The Host header's port is ignored" (httproute_types.go); names are compared in lower case, without a final dot. */
function hostOf(authority: string): string {
  const host = lowerAscii(authority).replace(/:[0-9]*$/, '');
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** "*.example.com" stands for one label or more in front of the suffix, and never for the suffix alone. */
function covers(hostname: string | undefined, host: string): boolean {
  if (hostname === undefined || hostname === '*') return true;
  if (!hostname.startsWith('*.')) return lowerAscii(hostname) === host;
  const suffix = lowerAscii(hostname.slice(1));
  return host.endsWith(suffix) && host.length > suffix.length;
}

/** Exact names before wildcards, longer wildcards before shorter ones, any host last. */
function specificity(hostname: string | undefined): number {
  if (hostname === undefined || hostname === '*') return 0;
  return hostname.startsWith('*.') ? hostname.length : Number.POSITIVE_INFINITY;
}

const bySpecificity = (a: string | undefined, b: string | undefined): number =>
  Number(specificity(b) > specificity(a)) - Number(specificity(a) > specificity(b));

/** The most specific of those that cover the host; of equals, the first. */
function mostSpecific(listeners: readonly EffectiveListener[], host: string): EffectiveListener | undefined {
  let best: EffectiveListener | undefined;
  for (const listener of listeners) {
    if (!covers(listener.hostname, host)) continue;
    if (best === undefined || specificity(listener.hostname) > specificity(best.hostname)) best = listener;
  }
  return best;
}

function virtualHostsFor(listener: EffectiveListener, host: string): readonly VirtualHost[] {
  return listener.virtualHosts
    .filter((virtualHost) => covers(virtualHost.hostname, host))
    .sort((a, b) => bySpecificity(a.hostname, b.hostname));
}

/** All parts of a match must hold (HTTPRouteMatch: "ANDed together"). */
function matchHolds(match: RuleMatch, request: ReferenceRequest, listener: EffectiveListener): boolean {
  const scheme = request.scheme ?? (listener.protocol === 'HTTPS' ? 'https' : 'http');
  const [beforeFragment = ''] = request.path.split('#');
  const [path = '', ...query] = beforeFragment.split('?');
  // Who sends is known to mesh frontends only; a condition that can't be checked does not hold.
  if (match.source !== undefined) return false;
  if (match.port !== undefined && match.port !== listener.port) return false;
  if (match.scheme !== undefined && match.scheme !== scheme) return false;
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.authority && !conditionHolds(match.authority, request.authority || undefined)) return false;
  if (!pathHolds(match.path, path)) return false;
  for (const condition of match.headers) {
    if (!headerHolds(condition, request.headers)) return false;
  }
  for (const condition of match.queryParams) {
    if (!queryParameterHolds(condition, query.join('?'))) return false;
  }
  return true;
}

/**
 * The slow twin of the compiled matcher: written from the specification, line by line, without tables. Use it as an
 * oracle in property tests.
 *
 * The most specific listener of the port that covers the host owns the request, and no other is tried
 * (GatewayHTTPListenerIsolation). Its virtual hosts that cover the host are tried from the most specific to the
 * least; in each, the first rule that holds wins.
 */
export function referenceMatch(configuration: EffectiveConfiguration, request: ReferenceRequest): ReferenceResult {
  const gateway = configuration.gateways.find(({ namespace, name }) => `${namespace}/${name}` === request.gateway);
  const listeners = (gateway?.listeners ?? []).filter(
    ({ port, protocol }) => port === request.port && (protocol === 'HTTP' || protocol === 'HTTPS'),
  );
  const host = hostOf(request.authority);
  const listener = mostSpecific(listeners, host);
  if (!listener) return { listener: undefined, rule: undefined };
  for (const virtualHost of virtualHostsFor(listener, host)) {
    for (const rule of virtualHost.rules) {
      if (matchHolds(rule.match, request, listener)) return { listener, rule };
    }
  }
  return { listener, rule: undefined };
}
