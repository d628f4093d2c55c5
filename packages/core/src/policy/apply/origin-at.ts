import type { EffectivePolicy, FieldOrigin } from '../effective-policy.ts';

const isBelow = (key: string, path: string): boolean => key.startsWith(path) && /^[.[]/.test(key.slice(path.length));

/** Of the value at a path; where it is an object of several values, or only a part of one, of the nearest. */
export function originAt({ origins }: EffectivePolicy, path: string): FieldOrigin | undefined {
  const exact = origins[path];
  if (exact) return exact;
  const below = Object.keys(origins).find((key) => isBelow(key, path));
  if (below !== undefined) return origins[below];
  const above = Object.keys(origins).find((key) => isBelow(path, key));
  return above === undefined ? Object.values(origins)[0] : origins[above];
}

/** True where a policy says the value at a path, rather than the object itself. */
export function isSaid({ origins }: EffectivePolicy, path: string): boolean {
  const origin = origins[path];
  return origin !== undefined && origin.mode !== 'object';
}
