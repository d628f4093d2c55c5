import type { EffectiveRule } from '@routeward/core';
import { below, createRandom, pick, type Random } from './random.ts';
import type { HostRules, RouteSet } from './route-set.ts';

/** A request as it comes out of Node's parser. */
export interface BenchRequest {
  readonly host: string;
  /** Path with query. */
  readonly target: string;
  readonly method: string;
  readonly rawHeaders: readonly string[];
}

const tail = (random: Random): string => `/${below(random, 36 ** 4).toString(36)}`;

/**
 * 45 % as configured, 25 % deeper, 10 % unknown paths, 10 % unknown hosts, 5 % one character too long (which matches no
 * prefix), 5 % with a slash at the end.
 */
function pathFor(random: Random, configured: string): string {
  const base = configured === '/' ? '' : configured;
  const choice = random();
  if (choice < 0.5) return configured;
  if (choice < 0.78) return base + tail(random) + (random() < 0.5 ? tail(random) : '');
  if (choice < 0.89) return `/none${tail(random)}${tail(random)}`;
  return choice < 0.945 ? `${configured}x` : `${base}/`;
}

function headersFor(random: Random, host: string): string[] {
  const headers = ['Host', host, 'User-Agent', 'Mozilla/5.0 (X11; Linux x86_64)', 'Accept', '*/*'];
  headers.push('Accept-Encoding', 'gzip, deflate, br', 'X-Request-Id', below(random, 2 ** 31).toString(36));
  if (random() < 0.4) headers.push('X-Canary', `v${below(random, 4)}`);
  if (random() < 0.4) headers.push('X-Env', pick(random, ['staging', 'prod']));
  if (random() < 0.4) headers.push('X-Version', String(1 + below(random, 3)));
  return headers;
}

function hostFor(random: Random, hostname: string): string {
  if (random() < 0.1) return `none${below(random, 1e4)}.example.net`;
  if (!hostname.startsWith('*')) return hostname;
  const label = random() < 0.8 ? `t${below(random, 1000)}` : `a.b${below(random, 99)}`;
  return label + hostname.slice(1);
}

function requestFor(random: Random, { hostname, rules }: HostRules): BenchRequest {
  const rule: EffectiveRule | undefined = rules[below(random, rules.length)];
  const host = hostFor(random, hostname);
  const path = pathFor(random, rule?.match.path.value ?? '/');
  const query = random() < 0.3 ? `?q=a${below(random, 4)}&page=${below(random, 9)}` : '';
  const method = random() < 0.8 ? 'GET' : pick(random, ['POST', 'DELETE']);
  return { host, target: path + query, method, rawHeaders: headersFor(random, host) };
}

/** Spread over all hosts and rules, so that no table stays in a cache by luck. */
export function createRequests({ hostRules }: RouteSet, count: number, seed = 99): BenchRequest[] {
  const random = createRandom(seed);
  const withRules = hostRules.filter(({ rules }) => rules.length > 0);
  return Array.from({ length: count }, () => {
    const host = withRules[below(random, withRules.length)];
    if (!host) throw new Error('a route set needs rules');
    return requestFor(random, host);
  });
}
