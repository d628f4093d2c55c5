import { canonicalSegments } from './path-segments.ts';

/**
 * What is done with paths that a backend may read in another way than the rules do.
 * Always refused: encoded backslashes, NULs and control characters; double encoding of those, of slashes and of dots;
 * overlong UTF-8; `%u` and broken escapes; parameters on an empty segment or an encoded dot segment (`/;x/`); `#`.
 */
export interface PathPolicy {
  /**
   * Dot segments, plain or encoded (`/a/%2e%2e/b`), with parameters too (`/a/..;x/b`), and backslashes: `resolve`
   * (default) matches and forwards the path that they lead to, a backslash read as a slash, as Envoy does; `reject`
   * answers 400.
   */
  readonly dotSegments: 'resolve' | 'reject';
  /**
   * Empty segments, as in `//admin`: `merge` (default) matches and forwards the path with one slash, as Envoy's edge
   * guide and nginx do; `reject` answers 400; `keep` trusts backends to treat them as they are.
   */
  readonly emptySegments: 'merge' | 'reject' | 'keep';
  /** Encoded slashes (`%2f`): `reject` (default) or `keep`, for backends that use them inside a segment. */
  readonly encodedSlashes: 'reject' | 'keep';
}

export const defaultPathPolicy: PathPolicy = {
  dotSegments: 'resolve',
  emptySegments: 'merge',
  encodedSlashes: 'reject',
};

const slash = 47;
const dot = 46;
const question = 63;

const suspicious = 1;
const refused = 2;

/** Of each ASCII character: whether a path needs a closer look, or can't be. No request line holds any other. */
const characters = new Uint8Array(128);
for (let code = 0; code <= 32; code++) characters[code] = refused;
characters[127] = refused;
// What is behind `#` would escape the rules of whoever cuts it off; it never belongs on the wire.
characters[35] = refused;
for (const char of '%;\\"<>^`{|}') characters[char.charCodeAt(0)] = suspicious;

/**
 * The path with query to match and forward, or undefined where it is refused (400). The query stays byte for byte.
 * Encoded unreserved characters are decoded (RFC 3986 6.2.2.2: the same URI), so that `/%61dmin` meets the rules of
 * `/admin`; characters that no URI holds are encoded. A path that needs none of it is given back as it is.
 */
export function canonicalPath(target: string, policy: PathPolicy = defaultPathPolicy): string | undefined {
  if (target.charCodeAt(0) !== slash) return undefined;
  let end = -1;
  let looksPlain = true;
  let previous = 0;
  for (let at = 0; at < target.length; at++) {
    const code = target.charCodeAt(at);
    const character = characters[code] ?? refused;
    if (character === refused) return undefined;
    if (end !== -1) continue;
    if (code === question) end = at;
    else if (character === suspicious || (previous === slash && (code === slash || code === dot))) looksPlain = false;
    previous = code;
  }
  if (looksPlain) return target;
  const path = canonicalSegments(end === -1 ? target : target.slice(0, end), policy);
  return path === undefined || end === -1 ? path : path + target.slice(end);
}
