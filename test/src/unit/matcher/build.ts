import {
  compileConfiguration,
  createMatchResult,
  createRequestView,
  type EffectiveConfiguration,
  type EffectiveListener,
  type EffectiveRule,
  type PathMatch,
  type RequestView,
  type RuleMatch,
  type VirtualHost,
} from '@routeward/core';

/** A rule that is known by its name. */
export function rule(name: string, path: PathMatch, rest: Partial<Omit<RuleMatch, 'path'>> = {}): EffectiveRule {
  return {
    origin: { route: `HTTPRoute/n/${name}`, rule: 0, match: 0, hostname: '*', createdAt: 0 },
    match: { path, headers: [], queryParams: [], ...rest },
    filters: [],
    action: { kind: 'respond', statusCode: 200, reason: '' },
    settings: {},
  };
}

export const exact = (value: string): PathMatch => ({ kind: 'exact', value });
export const prefix = (value: string): PathMatch => ({ kind: 'prefix', value });
export const regex = (value: string): PathMatch => ({ kind: 'regex', value });

export const virtualHost = (hostname: string, ...rules: EffectiveRule[]): VirtualHost => ({
  hostname,
  version: '',
  rules,
});

export function listener(
  name: string,
  hostname: string | undefined,
  virtualHosts: readonly VirtualHost[],
  rest: Partial<EffectiveListener> = {},
): EffectiveListener {
  return {
    name,
    owner: 'Gateway/n/g',
    port: 80,
    protocol: 'HTTP',
    ...(hostname !== undefined && { hostname }),
    virtualHosts,
    streamRules: [],
    version: '',
    ...rest,
  };
}

export const configuration = (...listeners: EffectiveListener[]): EffectiveConfiguration => ({
  version: 'v',
  gateways: [{ namespace: 'n', name: 'g', gatewayClass: 'c', addresses: [], listeners, version: '' }],
  backends: [],
});

/** One listener for any host with one virtual host for any host. */
export const anyHost = (...rules: EffectiveRule[]): EffectiveConfiguration =>
  configuration(listener('http', undefined, [virtualHost('*', ...rules)]));

export type Ask = (request: Partial<RequestView>, port?: number) => string;

/** Asks a compiled configuration: `listener:rule`, `listener:` without a rule, `` without a listener. */
export function asking(config: EffectiveConfiguration): Ask {
  const matcher = compileConfiguration(config);
  const result = createMatchResult();
  return (request, port = 80) => {
    matcher.port('n/g', port)?.match({ ...createRequestView(), ...request }, result);
    if (!result.listener) return '';
    return `${result.listener.name}:${result.rule?.origin.route.split('/')[2] ?? ''}`;
  };
}
