import type { EffectiveRule, Finding, VirtualHost } from '@routeward/core';
import { digestOfParts } from '../digest.ts';
import type { JsonObject } from '../resource.ts';
import type { NeededFilter } from './guard/needed-filter.ts';
import type { NeededResource } from './guard/needed-resource.ts';
import type { PlannedHost } from './host-plan.ts';
import { reachableRules } from './reachable-rules.ts';
import { type RuleRoutes, toRoutes } from './route.ts';
import type { RouteContext } from './route-context.ts';

/** A virtual host with its digest. */
export interface HostRoutes {
  readonly body: JsonObject;
  readonly digest: string;
  readonly findings: readonly Finding[];
  readonly filters: readonly NeededFilter[];
  readonly resources: readonly NeededResource[];
}

/** What the routes of a port depend on besides rules. */
export type PortContext = Omit<RouteContext, 'hostname'>;

/** Redirects without a hostname of their own name the virtual host's. */
const namesHost = ({ action }: EffectiveRule): boolean => {
  if (action.kind === 'redirect') return action.redirect.hostname === undefined;
  if (action.kind === 'respond') return false;
  return action.backends.some((backend) => backend.kind === 'backend' && backend.redirect !== undefined);
};

/** Closed, and said: what a host lacks goes nowhere. */
function cutFindings(hostname: string, { hostname: other, rules }: VirtualHost): Finding[] {
  const [first] = rules;
  if (!first) return [];
  const message = `too many hosts of one port fall through to ${other}: what has no rule of ${hostname} itself gets 404 in Envoy`;
  return [{ severity: 'error', rule: 'value', resource: first.origin.route, path: 'spec.hostnames', message }];
}

/** Translates the virtual hosts of one port; rules and virtual hosts that it has seen before give what they gave then. */
export class HostTranslator {
  readonly #port: PortContext;
  readonly #rules = new WeakMap<EffectiveRule, RuleRoutes>();
  readonly #hosts = new WeakMap<PlannedHost, HostRoutes>();

  constructor(port: PortContext) {
    this.#port = port;
  }

  translate(planned: PlannedHost): HostRoutes {
    const known = this.#hosts.get(planned);
    if (known) return known;
    const host = this.#host(planned);
    this.#hosts.set(planned, host);
    return host;
  }

  #host({ hostname, chain, cut }: PlannedHost): HostRoutes {
    const context = { ...this.#port, hostname };
    const all = reachableRules(chain).map((rule) => this.#rule(rule, context));
    const routes = all.flatMap((rule) => rule.routes);
    return {
      body: { name: hostname, domains: [hostname], routes },
      digest: digestOfParts(hostname, routes),
      findings: [...all.flatMap(({ findings }) => findings), ...cut.flatMap((host) => cutFindings(hostname, host))],
      filters: all.flatMap(({ filters }) => filters),
      resources: all.flatMap(({ resources }) => resources),
    };
  }

  #rule(rule: EffectiveRule, context: RouteContext): RuleRoutes {
    const known = this.#rules.get(rule);
    if (known) return known;
    const routes = toRoutes(rule, context);
    if (!namesHost(rule)) this.#rules.set(rule, routes);
    return routes;
  }
}
