import type { PathPolicy } from './canonical-path.ts';

const escapes = /%([0-9a-fA-F]{2})?/g;
const unreserved = /^[A-Za-z0-9._~-]$/;
/** Behind `%25`: what a second decoding would turn into a dot, slash, backslash, percent sign or control character. */
const doubleEncoded = /%25(?:2[ef5]|5c|[01][0-9a-f]|7f)/i;
/** What no policy lets through, wherever it stands: an encoded NUL or backslash. */
const neverKept = /%(?:00|5c)/i;
const encodedSlash = /%2f/i;
/** Characters that no URI holds. */
const toEncode = /["<>^`{|}]/g;

const encode = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * What may not stand in an escape. -1: broken, or `%u`; 0xc0, 0xc1 and above 0xf4 never occur in UTF-8, overlong forms
 * of `.` and `/` start so.
 */
const isRefused = (byte: number): boolean => byte < 32 || byte === 127 || byte === 0xc0 || byte === 0xc1 || byte > 0xf4;

/** Decodes what is unreserved and encodes what no URI holds; undefined where an escape is refused. */
function canonicalSegment(segment: string): string | undefined {
  let refused = false;
  const decoded = segment.replace(escapes, (whole, hex: string | undefined) => {
    const byte = hex === undefined ? -1 : Number.parseInt(hex, 16);
    if (isRefused(byte)) refused = true;
    const char = byte < 0 ? '' : String.fromCharCode(byte);
    return unreserved.test(char) ? char : whole;
  });
  if (refused || doubleEncoded.test(decoded)) return undefined;
  return decoded.replace(toEncode, encode);
}

const isDots = (name: string): boolean => name === '.' || name === '..';

const decodeDots = (name: string): string => name.replace(/%2e/gi, '.');

/** `;` starts parameters of a segment: some servers drop them before they look for dot segments, and so does Envoy. */
function nameOf(segment: string): string {
  const parameters = segment.indexOf(';');
  return parameters === -1 ? decodeDots(segment) : segment.slice(0, parameters);
}

/** Walks along dot segments; the last one leaves its slash behind (RFC 3986 5.2.4). */
function withoutDots(segments: readonly string[]): string[] {
  const kept: string[] = [];
  let endsInDots = false;
  for (const segment of segments) {
    const name = nameOf(segment);
    endsInDots = isDots(name);
    if (name === '..') kept.pop();
    else if (!endsInDots) kept.push(segment);
  }
  if (endsInDots) kept.push('');
  return kept;
}

/** The name of a segment with parameters may not be empty or turn into dots. */
function hidesDots(segment: string): boolean {
  const parameters = segment.indexOf(';');
  if (parameters === -1) return false;
  const name = decodeDots(segment.slice(0, parameters));
  return name === '' || isDots(name);
}

/** The canonical form of a path without query; undefined where it is refused. */
export function canonicalSegments(path: string, policy: PathPolicy): string | undefined {
  if (neverKept.test(path) || (policy.encodedSlashes === 'reject' && encodedSlash.test(path))) return undefined;
  const segments = path.replaceAll('\\', '/').split('/').slice(1);
  const hasDots = path.includes('\\') || segments.some((segment) => isDots(nameOf(segment)));
  if (hasDots && policy.dotSegments === 'reject') return undefined;
  const kept: string[] = [];
  for (const segment of withoutDots(segments)) {
    const canonical = hidesDots(segment) ? undefined : canonicalSegment(segment);
    if (canonical === undefined) return undefined;
    kept.push(canonical);
  }
  const last = kept.length - 1;
  const hasEmpty = kept.some((segment, index) => segment === '' && index < last);
  if (hasEmpty && policy.emptySegments === 'reject') return undefined;
  const joined = `/${kept.join('/')}`;
  return policy.emptySegments === 'merge' ? joined.replace(/\/{2,}/g, '/') : joined;
}
