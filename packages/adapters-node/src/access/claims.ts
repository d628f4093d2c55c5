export type Claims = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (claims: Claims, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

/** A claim by its name, or by a path of names with dots; a name that has dots itself comes first. */
export function claimAt(claims: Claims, name: string): unknown {
  const direct = own(claims, name);
  if (direct !== undefined) return direct;
  let at: unknown = claims;
  for (const part of name.split('.')) {
    if (!isObject(at)) return undefined;
    at = own(at, part);
  }
  return at;
}

/** The texts that a claim can be held against; `scope` is a list with spaces (RFC 8693 4.2). */
function textsOf(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => textsOf('', each));
  if (typeof value === 'string') return name === 'scope' ? value.split(' ') : [value];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}

/** True where a claim is there with one of the values. */
export const hasClaim = (claims: Claims, name: string, values: readonly string[]): boolean =>
  textsOf(name, claimAt(claims, name)).some((text) => values.includes(text));

/** A claim as a header value: text as it is, the rest as JSON; undefined where it is not there. */
export function claimText(claims: Claims, name: string): string | undefined {
  const value = claimAt(claims, name);
  return typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
}
