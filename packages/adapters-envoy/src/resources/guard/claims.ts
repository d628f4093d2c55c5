import type { JwtRule } from '@routeward/core';
import type { JsonObject } from '../../resource.ts';
import { allOf, anyOf, not } from './rbac.ts';

const filter = 'envoy.filters.http.jwt_authn';

const at = (path: readonly string[], value: JsonObject): JsonObject => ({
  sourced_metadata: { metadata_matcher: { filter, path: path.map((key) => ({ key })), value } },
});

const exact = (text: string): JsonObject => ({ string_match: { exact: text } });

/** A claim may be a text, a list of them, a number or a truth. */
function valueMatches(value: string): JsonObject[] {
  const number = /^-?\d+(?:\.\d+)?$/.test(value) ? [{ double_match: { exact: Number(value) } }] : [];
  const truth = value === 'true' || value === 'false' ? [{ bool_match: value === 'true' }] : [];
  return [exact(value), { list_match: { one_of: exact(value) } }, ...number, ...truth];
}

/** By its name, or by a path of names with dots. */
export const claimPaths = (name: string): readonly (readonly string[])[] =>
  name.includes('.') ? [[name], name.split('.')] : [[name]];

/** All claims that the rule asks for; a request without a token passes where the token is optional. */
export function claimsPrincipal({ claims, optional }: JwtRule, payloadKey: string): JsonObject {
  const all = allOf(
    claims.map(({ name, values }) =>
      anyOf(
        claimPaths(name).flatMap((path) =>
          values.flatMap(valueMatches).map((match) => at([payloadKey, ...path], match)),
        ),
      ),
    ),
  );
  return optional ? anyOf([all, not(at([payloadKey], { present_match: true }))]) : all;
}
