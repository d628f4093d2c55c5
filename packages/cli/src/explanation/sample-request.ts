import type { DecisionRequest, EffectiveListener, EffectiveRule, NamedMatch } from '@routeward/core';

/** A value that meets the condition; undefined where none can be told without solving a regular expression. */
function sampleValue({ value }: NamedMatch): string | undefined {
  switch (value.kind) {
    case 'exact':
    case 'prefix':
      return value.value;
    case 'present':
      return '1';
    case 'regex':
    case 'absent':
      return undefined;
  }
}

/** Pairs of name and value that meet all conditions; undefined where one can't be met. */
function samplePairs(conditions: readonly NamedMatch[]): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  for (const condition of conditions) {
    if (condition.value.kind === 'absent') continue;
    const value = sampleValue(condition);
    if (value === undefined) return undefined;
    pairs.push([condition.name, value]);
  }
  return pairs;
}

/** A host that the hostname covers. */
export const sampleHost = (hostname: string): string =>
  hostname === '*' ? 'any.example' : hostname.startsWith('*.') ? `any${hostname.slice(1)}` : hostname;

/**
 * A request that a rule's match was written for; another rule may still come first. Undefined for regular
 * expressions.
 */
export function sampleRequest(
  gateway: string,
  listener: EffectiveListener,
  hostname: string,
  { match }: EffectiveRule,
): DecisionRequest | undefined {
  const headers = samplePairs(match.headers);
  const query = samplePairs(match.queryParams);
  if (!headers || !query || match.path.kind === 'regex') return undefined;
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return {
    gateway,
    port: listener.port,
    scheme: listener.protocol === 'HTTPS' ? 'https' : 'http',
    method: match.method ?? 'GET',
    authority: sampleHost(hostname),
    path: `${match.path.value}${search === '' ? '' : `?${search}`}`,
    headers,
  };
}
