const percent = 37;
const plus = 43;
const space = 32;

function appendUtf8(bytes: number[], codePoint: number): void {
  if (codePoint < 0x80) bytes.push(codePoint);
  else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), 0x80 | (codePoint & 63));
  else if (codePoint < 0x10000) {
    bytes.push(0xe0 | (codePoint >> 12), 0x80 | ((codePoint >> 6) & 63), 0x80 | (codePoint & 63));
  } else {
    bytes.push(0xf0 | (codePoint >> 18), 0x80 | ((codePoint >> 12) & 63));
    bytes.push(0x80 | ((codePoint >> 6) & 63), 0x80 | (codePoint & 63));
  }
}

/** A text as UTF-8, which is what percent-encoding encodes. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) appendUtf8(bytes, char.codePointAt(0) ?? 0);
  return Uint8Array.from(bytes);
}

const hexValue = (char: number): number => {
  if (char >= 48 && char <= 57) return char - 48;
  const lower = char | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** The byte that `%XX` at `index` stands for, or -1 where it is no escape (which then stands for itself). */
function escapedByte(text: string, index: number, end: number): number {
  if (index + 2 >= end) return -1;
  const high = hexValue(text.charCodeAt(index + 1));
  const low = hexValue(text.charCodeAt(index + 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

/** The UTF-8 byte number `which` of a code point; -1 after its last. */
function utf8Byte(codePoint: number, which: number): number {
  const length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  if (which >= length) return -1;
  const bits = (codePoint >> (6 * (length - 1 - which))) & 63;
  if (which > 0) return 0x80 | bits;
  return length === 2 ? 0xc0 | (codePoint >> 6) : length === 3 ? 0xe0 | (codePoint >> 12) : 0xf0 | (codePoint >> 18);
}

/**
 * Compares part of a query, percent-decoded and with `+` as a space, with bytes; builds no string. With
 * `whole` false it is enough that the part begins with the bytes.
 */
export function decodedMatches(text: string, start: number, end: number, bytes: Uint8Array, whole: boolean): boolean {
  let at = 0;
  let index = start;
  while (index < end) {
    if (at === bytes.length) return !whole;
    const char = text.charCodeAt(index);
    if (char < 0x80) {
      const escaped = char === percent ? escapedByte(text, index, end) : -1;
      if (bytes[at++] !== (escaped >= 0 ? escaped : char === plus ? space : char)) return false;
      index += escaped >= 0 ? 3 : 1;
      continue;
    }
    const codePoint = text.codePointAt(index) ?? 0;
    for (let which = 0, byte = utf8Byte(codePoint, 0); byte >= 0; byte = utf8Byte(codePoint, ++which)) {
      if (at === bytes.length) return !whole;
      if (bytes[at++] !== byte) return false;
    }
    index += codePoint > 0xffff ? 2 : 1;
  }
  return at === bytes.length;
}

export function hasEscapes(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const char = text.charCodeAt(index);
    if (char === percent || char === plus) return true;
  }
  return false;
}

/** Decodes `%XX` after `%XX`; a byte that is no part of valid UTF-8 becomes U+FFFD. */
function decodeRun(run: string): string {
  let text = '';
  let start = 0;
  while (start < run.length) {
    let length = 3;
    let decoded: string | undefined;
    for (; length <= 12 && decoded === undefined; length += 3) {
      try {
        decoded = decodeURIComponent(run.slice(start, start + length));
      } catch {
        // Not a whole character yet, or none at all.
      }
    }
    text += decoded ?? '\ufffd';
    start += decoded === undefined ? 3 : length - 3;
  }
  return text;
}

/** The decoded text, for regular expressions. */
export const decodeText = (text: string, start: number, end: number): string =>
  text
    .slice(start, end)
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2})+/gi, decodeRun);
