import type { EffectiveConfiguration, EffectiveRule, RuleMatch, VirtualHost } from '@routeward/core';
import { comparePrecedence } from '@routeward/core';
import { below, createRandom, pick, type Random } from './random.ts';

/** What a set looks like; sets are made from this and a seed, so a name says all. */
export interface RouteSetShape {
  readonly name: string;
  readonly rules: number;
  readonly hosts: number;
  /** Share of the rules that ask for a method, headers or a query parameter. */
  readonly conditions: number;
}

/** Rules of one hostname, in order of precedence. */
export interface HostRules {
  readonly hostname: string;
  readonly rules: readonly EffectiveRule[];
}

export interface RouteSet extends RouteSetShape {
  readonly hostRules: readonly HostRules[];
}

const words = [
  ...(['api', 'v1', 'v2', 'users', 'orders', 'cart', 'items', 'search', 'auth', 'login', 'static', 'images'] as const),
  ...(['health', 'metrics', 'admin', 'billing', 'invoices', 'reports', 'export', 'catalog', 'products'] as const),
  ...(['reviews', 'tenants', 'projects', 'builds', 'deploys', 'logs', 'events', 'graph', 'sessions'] as const),
] as const;

const domains = ['example.com', 'shop.example.org', 'apps.internal.test'] as const;

/** One host in ten is a wildcard, unless there is only one. */
function hostnameOf(index: number, hosts: number): string {
  const name = `svc-${index.toString(36)}.team${index % 37}.${domains[index % domains.length] ?? domains[0]}`;
  return hosts > 1 && index % 10 === 9 ? `*.${name}` : name;
}

function segmentOf(random: Random): string {
  const word = pick(random, words);
  return random() < 0.4 ? `${word}-${below(random, 50)}` : word;
}

function pathOf(random: Random): string {
  return Array.from({ length: 1 + below(random, 4) }, () => `/${segmentOf(random)}`).join('');
}

function conditionsOf(random: Random): Pick<RuleMatch, 'method' | 'headers' | 'queryParams'> {
  const exact = (name: string, value: string) => ({ name, value: { kind: 'exact' as const, value } });
  const kind = random();
  if (kind < 0.5) return { headers: [exact('x-canary', `v${below(random, 3)}`)], queryParams: [] };
  if (kind < 0.7) return { headers: [exact('x-env', 'staging'), exact('x-version', '2')], queryParams: [] };
  if (kind < 0.85) return { method: pick(random, ['POST', 'DELETE']), headers: [], queryParams: [] };
  return { headers: [], queryParams: [exact('q', `a${below(random, 3)}`)] };
}

const toRule = (hostname: string, match: RuleMatch, index: number): EffectiveRule => ({
  origin: { route: `HTTPRoute/bench/r${index}`, rule: 0, match: 0, hostname, createdAt: 0 },
  match,
  filters: [],
  action: { kind: 'respond', statusCode: 200, reason: '' },
  settings: {},
});

/** Half exact, half prefixes; a quarter of the hosts have the prefix `/`. A rule with conditions often has one without behind it. */
function matchesOf(random: Random, index: number, count: number, conditions: number): RuleMatch[] {
  const matches: RuleMatch[] = [];
  const seen = new Set<string>();
  const plain = { headers: [], queryParams: [] };
  if (index % 4 === 0) matches.push({ path: { kind: 'prefix', value: '/' }, ...plain });
  while (matches.length < count) {
    const path = { kind: random() < 0.5 ? ('exact' as const) : ('prefix' as const), value: pathOf(random) };
    const key = `${path.kind} ${path.value}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const conditional = random() < conditions;
    if (conditional) matches.push({ path, ...conditionsOf(random) });
    if ((!conditional || random() < 0.75) && matches.length < count) matches.push({ path, ...plain });
  }
  return matches;
}

export function createRouteSet(shape: RouteSetShape, seed = 20_261_124): RouteSet {
  const random = createRandom(seed);
  let made = 0;
  const hostRules = Array.from({ length: shape.hosts }, (_, index) => {
    const hostname = hostnameOf(index, shape.hosts);
    // Spreads what does not divide evenly.
    const count =
      Math.floor(((index + 1) * shape.rules) / shape.hosts) - Math.floor((index * shape.rules) / shape.hosts);
    const rules = matchesOf(random, index, count, shape.conditions).map((match) => toRule(hostname, match, made++));
    return { hostname, rules: rules.sort(comparePrecedence) };
  });
  return { ...shape, hostRules };
}

const toVirtualHost = ({ hostname, rules }: HostRules): VirtualHost => ({ hostname, version: '', rules });

/** The set as one Gateway with one listener for any host. */
export function configurationOf({ hostRules }: RouteSet): EffectiveConfiguration {
  const virtualHosts = hostRules.map(toVirtualHost).sort((a, b) => (a.hostname < b.hostname ? -1 : 1));
  const listener = { name: 'http', owner: 'Gateway/bench/g', port: 80, protocol: 'HTTP' as const, version: '' };
  const gateway = { namespace: 'bench', name: 'g', gatewayClass: 'c', addresses: [], version: '' };
  return {
    version: '',
    gateways: [{ ...gateway, listeners: [{ ...listener, virtualHosts, streamRules: [] }] }],
    backends: [],
  };
}

const shape = (rules: number, hosts: number, conditions = 0): RouteSetShape => ({
  name: `${rules} rules, ${hosts} host${hosts === 1 ? '' : 's'}${conditions > 0 ? ', conditions' : ''}`,
  rules,
  hosts,
  conditions,
});

export const routeSetShapes: readonly RouteSetShape[] = [
  shape(20, 1),
  shape(1000, 1),
  shape(1000, 100),
  shape(10_000, 1),
  shape(10_000, 100),
  shape(10_000, 100, 0.3),
  shape(10_000, 10_000),
  shape(100_000, 100),
  shape(100_000, 10_000),
];
