import type { JwtRule } from '@routeward/core';
import { digestText } from '../../digest.ts';
import type { TranslateOptions } from '../../options.ts';
import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { claimsPrincipal } from './claims.ts';
import { brokenPart, type GuardPart } from './guard-part.ts';
import { jwtProvider } from './jwt-provider.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';
import type { NeededResource } from './needed-resource.ts';
import { onlyFor, rbacFilter } from './rbac.ts';

const jwtAuthn = 'envoy.extensions.filters.http.jwt_authn.v3';

/** Filter and metadata of a rule are named by what it says: who asks the same shares it. */
export const jwtName = (rule: JwtRule): string => `${filterName('jwt')}/${digestText(JSON.stringify(rule))}`;

const requirement = 'rule';

function requires(names: readonly string[], optional: boolean): JsonObject {
  const each: JsonObject[] = names.map((name) => ({ provider_name: name }));
  const all = optional ? [...each, { allow_missing: {} }] : each;
  const [only] = all;
  return only && all.length === 1 ? only : { requires_any: { requirements: all } };
}

function providersOf(
  rule: JwtRule,
  name: string,
  options: TranslateOptions,
): { providers: Record<string, JsonObject>; resources: NeededResource[] } | string {
  const providers: Record<string, JsonObject> = {};
  const resources: NeededResource[] = [];
  for (const [index, provider] of rule.providers.entries()) {
    const made = jwtProvider(provider, name, options);
    if (made.kind === 'broken') return made.message;
    providers[`p${index}`] = made.config;
    resources.push(...made.resources);
  }
  return { providers, resources };
}

/** Providers can't be said at a route: each rule has a filter of its own in the connection manager. */
export function jwtPart(rule: JwtRule, number: number, options: TranslateOptions): GuardPart {
  if (rule.providers.length === 0) return brokenPart('no provider of tokens');
  if (rule.claims.some(({ values }) => values.length === 0)) return { kind: 'answer', status: 403 };
  const name = jwtName(rule);
  const made = providersOf(rule, name, options);
  if (typeof made === 'string') return brokenPart(made);
  const { providers, resources } = made;
  const filter: NeededFilter = {
    name,
    rank: ranks.jwt,
    config: {
      '@type': typeOf(`${jwtAuthn}.JwtAuthentication`),
      providers,
      requirement_map: { [requirement]: requires(Object.keys(providers), rule.optional) },
    },
  };
  const claims = rbacFilter('claims', ranks.claims, number);
  const asks = rule.claims.length > 0;
  return {
    kind: 'filters',
    perFilter: {
      [name]: { '@type': typeOf(`${jwtAuthn}.PerRouteConfig`), requirement_name: requirement },
      ...(asks && { [claims.name]: onlyFor(claimsPrincipal(rule, name)) }),
    },
    filters: asks ? [filter, claims] : [filter],
    resources,
    cleared: rule.providers.flatMap(({ claimHeaders }) => claimHeaders.map(({ header }) => header.toLowerCase())),
  };
}
