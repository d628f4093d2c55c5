/**
 * What is done with paths that a backend may read in another way than the rules do.
 * Always refused: dot segments, encoded or with parameters too (`/..;/`); encoded or plain backslashes; encoded slashes,
 * NULs and control characters; double encoding of those; overlong UTF-8; `%u` and broken escapes; `#`.
 */
export interface PathPolicy {
  /**
   * Empty segments, as in `//admin`: `merge` (default) matches and forwards the path with one slash, as Envoy's edge
   * guide and nginx do; `reject` answers 400; `keep` trusts backends to treat them as they are.
   */
  readonly emptySegments: 'merge' | 'reject' | 'keep';
  /** Encoded slashes (`%2f`): `reject` (default) or `keep`, for backends that use them inside a segment. */
  readonly encodedSlashes: 'reject' | 'keep';
}

export const defaultPathPolicy: PathPolicy = { emptySegments: 'merge', encodedSlashes: 'reject' };

const slash = 47;
const dot = 46;
const percent = 37;
const question = 63;

/**
 * The path with query to match and forward, or undefined where it is refused. The query stays byte for byte. Encoded
 * unreserved characters are decoded (RFC 3986 6.2.2.2: the same URI), so that `/%61dmin` meets the rules of `/admin`.
 */
export function admitPath(target: string, policy: PathPolicy): string | undefined {
  if (target.charCodeAt(0) !== slash) return undefined;
  let end = target.length;
  let suspicious = false;
  let previous = 0;
  for (let at = 0; at < target.length; at++) {
    const code = target.charCodeAt(at);
    if (code === question) {
      end = at;
      break;
    }
    if (code <= 32 || code === 127 || code === 92 || code === 35) return undefined;
    if (code === percent || code === 59 || (previous === slash && (code === slash || code === dot))) suspicious = true;
    previous = code;
  }
  // '#' never belongs on the wire: what is behind it would escape the rules of whoever cuts it off.
  if (target.indexOf('#', end) !== -1) return undefined;
  if (!suspicious) return target;
  const path = admitSuspicious(target.slice(0, end), policy);
  return path === undefined ? undefined : path + target.slice(end);
}

/** `;` starts parameters of a segment: some servers drop them before they look for dot segments. */
function segmentName(segment: string): string {
  const parameters = segment.indexOf(';');
  return parameters === -1 ? segment : segment.slice(0, parameters);
}

function admitSuspicious(path: string, policy: PathPolicy): string | undefined {
  const decoded = decodeUnreserved(path, policy);
  if (decoded === undefined) return undefined;
  const segments = decoded.split('/').slice(1);
  const last = segments.length - 1;
  for (const [index, segment] of segments.entries()) {
    const name = segmentName(segment);
    if (name === '.' || name === '..') return undefined;
    if (name === '' && segment !== '') return undefined;
    if (segment === '' && index < last && policy.emptySegments === 'reject') return undefined;
  }
  return policy.emptySegments === 'merge' ? decoded.replace(/\/{2,}/g, '/') : decoded;
}

const escapes = /%([0-9a-fA-F]{2})?/g;
/** Behind `%25`: what a second decoding would turn into a dot, slash, backslash, percent sign or control character. */
const doubleEncoded = /%25(?:2[ef5]|5c|[01][0-9a-f]|7f)/i;
const unreserved = /^[A-Za-z0-9._~-]$/;

function decodeUnreserved(path: string, policy: PathPolicy): string | undefined {
  if (!path.includes('%')) return path;
  if (doubleEncoded.test(path)) return undefined;
  let refused = false;
  const decoded = path.replace(escapes, (whole, hex: string | undefined) => {
    const byte = hex === undefined ? -1 : Number.parseInt(hex, 16);
    if (byte === slash && policy.encodedSlashes === 'keep') return whole;
    // -1: broken or `%u`; 0xc0, 0xc1 and above 0xf4 never occur in UTF-8, overlong forms of `.` and `/` start so.
    if (byte < 32 || byte === 127 || byte === slash || byte === 92 || byte === 0xc0 || byte === 0xc1 || byte > 0xf4) {
      refused = true;
    }
    const char = byte < 0 ? '' : String.fromCharCode(byte);
    return unreserved.test(char) ? char : whole;
  });
  return refused ? undefined : decoded;
}
