import { type JsonObject, type JsonValue, parsePath } from '@routeward/core';

/** The value at a field path as findings write it (`limits[0].by`); undefined where there is none. */
export function valueAt(spec: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = spec;
  for (const segment of parsePath(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = Object.entries(value).find(([key]) => key === String(segment))?.[1];
  }
  return value;
}
