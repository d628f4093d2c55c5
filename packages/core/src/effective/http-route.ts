import type { HttpRoute } from '../resources/http-route.ts';
import { type ConvertedRule, toConvertedRule } from './http-rule.ts';
import type { ResolveBackend } from './resolve-backend.ts';

/** A route's rules in the IR's terms, before it is known where they are served. */
export interface ConvertedRoute {
  readonly rules: readonly ConvertedRule[];
}

/** `key` is `HTTPRoute/namespace/name`. */
export function toConvertedRoute(route: HttpRoute, key: string, resolve: ResolveBackend): ConvertedRoute {
  return { rules: route.spec.rules.map((rule, index) => toConvertedRule(rule, { route: key, index, resolve })) };
}
