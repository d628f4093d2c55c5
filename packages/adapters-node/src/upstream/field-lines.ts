/** 1 where a byte may stand in a token (RFC 9110 5.6.2). */
export const tokenBytes = new Uint8Array(256);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  tokenBytes[char.charCodeAt(0)] = 1;
}

const cr = 13;
const lf = 10;
const colon = 58;

const isOws = (byte: number | undefined): boolean => byte === 32 || byte === 9;

/** A field value's bytes: visible ones, space, tab and obs-text; no control characters, so no CR, LF or NUL. */
const isValueByte = (byte: number): boolean => (byte >= 32 ? byte !== 127 : byte === 9);

/**
 * Parses field lines, each ended by CRLF, from `start` to `end` into alternating names and values; answers what is
 * wrong otherwise. Strict: no folding, no bare LF, no space before the colon, no empty name.
 */
export function parseFieldLines(bytes: Buffer, start: number, end: number, limit: number): string[] | string {
  const text = bytes.toString('latin1', start, end);
  const fields: string[] = [];
  let at = start;
  while (at < end) {
    const nameStart = at;
    while (tokenBytes[bytes[at] ?? 0] === 1) at++;
    if (at === nameStart || bytes[at] !== colon) return 'malformed field name';
    const nameEnd = at++;
    while (isOws(bytes[at])) at++;
    const valueStart = at;
    let byte = bytes[at] ?? 0;
    while (isValueByte(byte)) byte = bytes[++at] ?? 0;
    if (byte !== cr || bytes[at + 1] !== lf) return 'malformed field value';
    let valueEnd = at;
    while (valueEnd > valueStart && isOws(bytes[valueEnd - 1])) valueEnd--;
    fields.push(text.slice(nameStart - start, nameEnd - start), text.slice(valueStart - start, valueEnd - start));
    if (fields.length > limit * 2) return 'too many fields';
    at += 2;
  }
  return fields;
}
