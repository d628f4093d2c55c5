import { digestOf } from '../digest.ts';
import type { EnvoyResource, JsonObject, JsonValue } from '../resource.ts';
import { typeOf } from '../type-urls.ts';

/** A client that sends it does not choose its scope: it is overwritten before anything looks. */
export const scopeHeader = 'x-routeward-scope';

/** djb2, over the bytes of the host in lower case. Lua's numbers are doubles, as ours: nothing is lost below 2^53. */
export function scopeOf(host: string, count: number): number {
  let hash = 5381;
  for (const byte of new TextEncoder().encode(host.toLowerCase())) hash = (hash * 33 + byte) % 4_294_967_296;
  return hash % count;
}

/** The same in Lua, for the host of a request without its port. */
const script = (listener: string, count: number): string => `
local listener = ${JSON.stringify(listener)}
function envoy_on_request(handle)
  local headers = handle:headers()
  local host = string.lower(headers:get(":authority") or "")
  local hash = 5381
  for index = 1, #host do
    local byte = string.byte(host, index)
    if byte == 58 then break end
    hash = (hash * 33 + byte) % 4294967296
  end
  headers:replace("${scopeHeader}", listener .. "|" .. string.format("%d", hash % ${count}))
end
`;

const scopeFilter = (routes: string, count: number): JsonObject => ({
  name: 'routeward.scope',
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.http.lua.v3.Lua'),
    default_source_code: { inline_string: script(routes, count) },
  },
});

/** The whole header is the key: no value of ours has a line feed in it. */
const extractor: JsonObject = { header_value_extractor: { name: scopeHeader, element_separator: '\n', index: 0 } };

function scoped(manager: JsonObject, rds: JsonObject, count: number): JsonObject {
  const { rds: _, http_filters: filters, ...rest } = manager;
  const source = rds['config_source'] ?? {};
  return {
    ...rest,
    http_filters: [scopeFilter(String(rds['route_config_name']), count), ...(Array.isArray(filters) ? filters : [])],
    scoped_routes: {
      name: 'routeward',
      scope_key_builder: { fragments: [extractor] },
      rds_config_source: source,
      scoped_rds: { scoped_rds_config_source: source },
    },
  };
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function rewrite(value: JsonValue, count: number): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => rewrite(item, count));
  if (!isObject(value)) return value;
  const rds = value['rds'];
  if (isObject(rds)) return scoped(value, rds, count);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rewrite(part, count)]));
}

/** A listener whose connection managers find their routes by scope. */
export function withScopes(listener: EnvoyResource, count: number): EnvoyResource {
  const body = rewrite(listener.body, count);
  return isObject(body) ? { ...listener, body, version: digestOf(body) } : listener;
}
