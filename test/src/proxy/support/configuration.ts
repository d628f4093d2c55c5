import type {
  BackendSettings,
  EffectiveBackend,
  EffectiveConfiguration,
  EffectiveRule,
  Endpoint,
  Filter,
  PathMatch,
  RouteAction,
  RuleMatch,
  RuleSettings,
  VirtualHost,
  WeightedBackend,
} from '@routeward/core';

/** A rule in short; what is left out says nothing. */
export interface RuleSketch {
  readonly path?: PathMatch;
  readonly match?: Partial<RuleMatch>;
  readonly filters?: readonly Filter[];
  readonly action?: RouteAction;
  readonly settings?: RuleSettings;
}

let versions = 0;
const nextVersion = (): string => `v${++versions}`;

/** A backend of `ns/name:80` at local ports. */
export const backend = (name: string, ports: readonly number[], protocol: EffectiveBackend['protocol'] = 'http') =>
  ({
    key: `Service/ns/${name}/80`,
    ref: { group: '', kind: 'Service', namespace: 'ns', name, port: 80 },
    protocol,
    endpoints: ports.map((port) => ({ address: '127.0.0.1', port })),
  }) satisfies EffectiveBackend;

/** A backend of `ns/name:80` with settings and endpoints of any addresses. */
export const balanced = (
  name: string,
  settings: BackendSettings,
  endpoints: readonly Endpoint[],
): EffectiveBackend => ({ ...backend(name, []), settings, endpoints });

export const to = (name: string, extra: { weight?: number; filters?: readonly Filter[] } = {}): WeightedBackend => ({
  kind: 'backend',
  backend: `Service/ns/${name}/80`,
  ref: { group: '', kind: 'Service', namespace: 'ns', name, port: 80 },
  weight: extra.weight ?? 1,
  filters: extra.filters ?? [],
});

export const invalid = (weight = 1): WeightedBackend => ({
  kind: 'invalid',
  ref: { group: '', kind: 'Service', namespace: 'other', name: 'gone', port: 80 },
  weight,
  reason: 'RefNotPermitted',
  message: 'no ReferenceGrant',
});

export const forward = (...backends: WeightedBackend[]): RouteAction => ({ kind: 'forward', backends });

const rule = (sketch: RuleSketch, index: number): EffectiveRule => ({
  origin: { route: 'HTTPRoute/ns/route', rule: index, match: 0, hostname: '*', createdAt: 0 },
  match: { path: sketch.path ?? { kind: 'prefix', value: '/' }, headers: [], queryParams: [], ...sketch.match },
  filters: sketch.filters ?? [],
  action: sketch.action ?? forward(to('echo')),
  settings: sketch.settings ?? {},
});

/** Rules must come in precedence order, as in the IR. */
export const virtualHost = (hostname: string, rules: readonly RuleSketch[]): VirtualHost => ({
  hostname,
  version: nextVersion(),
  rules: rules.map(rule),
});

/** One Gateway `ns/gateway` with one HTTP listener on port 80. */
export function configurationOf(
  backends: readonly EffectiveBackend[],
  virtualHosts: readonly VirtualHost[],
  ports: readonly number[] = [80],
): EffectiveConfiguration {
  return {
    version: nextVersion(),
    gateways: [
      {
        namespace: 'ns',
        name: 'gateway',
        gatewayClass: 'routeward',
        addresses: [],
        listeners: ports.map((port) => ({
          name: `http-${port}`,
          owner: 'Gateway/ns/gateway',
          port,
          protocol: 'HTTP',
          virtualHosts,
          streamRules: [],
          version: nextVersion(),
        })),
        version: nextVersion(),
      },
    ],
    backends: [...backends].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

/** Everything to the backend `echo`, unless the rules say otherwise. */
export const simple = (echoPort: number, rules: readonly RuleSketch[] = [{}]): EffectiveConfiguration =>
  configurationOf([backend('echo', [echoPort])], [virtualHost('*', rules)]);
