import { bootstrap, type EnvoySnapshot, type JsonObject, type JsonValue } from '@routeward/adapters-envoy';

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** Every text that is one of `names` gets the prefix. */
function prefixed(value: JsonValue, prefix: string, names: ReadonlySet<string>): JsonValue {
  if (typeof value === 'string') return names.has(value) ? `${prefix}${value}` : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => prefixed(item, prefix, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, prefixed(part, prefix, names)]));
}

/** One bootstrap for many snapshots that know nothing of each other; names get the snapshot's own in front. */
export function mergedBootstrap(snapshots: ReadonlyMap<string, EnvoySnapshot>): JsonObject {
  const parts = [...snapshots].map(([name, snapshot]) => {
    const names = new Set([...snapshot.clusters.keys(), ...snapshot.listeners.keys(), ...snapshot.secrets.keys()]);
    return prefixed(bootstrap(snapshot), `${name}:`, names);
  });
  const [first] = parts;
  const resources = parts.map((part) => (isObject(part) ? part['static_resources'] : undefined)).filter(isObject);
  const all = (kind: string): JsonValue[] => resources.flatMap((part) => listOf(part[kind]));
  return {
    ...(isObject(first) ? first : {}),
    static_resources: { listeners: all('listeners'), clusters: all('clusters'), secrets: all('secrets') },
  };
}
