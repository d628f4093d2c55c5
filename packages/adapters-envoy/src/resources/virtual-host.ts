import type { EffectiveBackend, EffectiveRule, Finding, VirtualHost } from '@routeward/core';
import { digestOfParts } from '../digest.ts';
import type { JsonObject } from '../resource.ts';
import type { PlannedHost } from './host-plan.ts';
import { reachableRules } from './reachable-rules.ts';
import { type RuleRoutes, toRoutes } from './route.ts';

/** A virtual host with its digest. */
export interface HostRoutes {
  readonly body: JsonObject;
  readonly digest: string;
  readonly findings: readonly Finding[];
}

/** What the routes of a port depend on besides rules. */
export interface PortContext {
  readonly scheme: 'http' | 'https';
  readonly listenerPort: number;
  readonly backend: (key: string) => EffectiveBackend | undefined;
}

interface Known {
  readonly chain: readonly VirtualHost[];
  readonly result: HostRoutes;
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Redirects without a hostname of their own name the virtual host's. */
const namesHost = ({ action }: EffectiveRule): boolean => {
  if (action.kind === 'redirect') return action.redirect.hostname === undefined;
  if (action.kind === 'respond') return false;
  return action.backends.some((backend) => backend.kind === 'backend' && backend.redirect !== undefined);
};

/** Translates the virtual hosts of one port; rules and virtual hosts that it has seen before give what they gave then. */
export class HostTranslator {
  readonly #port: PortContext;
  readonly #rules = new WeakMap<EffectiveRule, RuleRoutes>();
  #hosts: ReadonlyMap<string, Known> = new Map();

  constructor(port: PortContext) {
    this.#port = port;
  }

  translate(planned: readonly PlannedHost[]): readonly HostRoutes[] {
    const hosts = new Map<string, Known>();
    for (const { hostname, chain } of planned) {
      const before = this.#hosts.get(hostname);
      const same = before !== undefined && sameItems(before.chain, chain);
      hosts.set(hostname, same ? before : { chain, result: this.#host(hostname, chain) });
    }
    this.#hosts = hosts;
    return [...hosts.values()].map(({ result }) => result);
  }

  #host(hostname: string, chain: readonly VirtualHost[]): HostRoutes {
    const all = reachableRules(chain).map((rule) => this.#rule(rule, hostname));
    const routes = all.flatMap((rule) => rule.routes);
    const own = { name: hostname, domains: [hostname] };
    return {
      body: { ...own, routes },
      digest: digestOfParts(own, routes),
      findings: all.flatMap(({ findings }) => findings),
    };
  }

  #rule(rule: EffectiveRule, hostname: string): RuleRoutes {
    const context = { ...this.#port, hostname };
    if (namesHost(rule)) return toRoutes(rule, context);
    const known = this.#rules.get(rule);
    if (known) return known;
    const routes = toRoutes(rule, context);
    this.#rules.set(rule, routes);
    return routes;
  }
}
