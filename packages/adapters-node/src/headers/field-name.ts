/**
 * Compares a field name as received with a lower-case one, ASCII only: `toLowerCase` would allocate and would turn
 * U+212A into `k`.
 */
export function sameName(name: string, lowerCase: string): boolean {
  if (name.length !== lowerCase.length) return false;
  if (name === lowerCase) return true;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    const folded = code >= 65 && code <= 90 ? code | 32 : code;
    if (folded !== lowerCase.charCodeAt(index)) return false;
  }
  return true;
}

/** The first value of a field in a list of alternating names and values. */
export function fieldValue(fields: readonly string[], lowerCase: string): string | undefined {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index];
    if (name !== undefined && sameName(name, lowerCase)) return fields[index + 1];
  }
  return undefined;
}

/** Trims what RFC 9110 calls OWS, and nothing else: `String.trim` also takes U+00A0, vertical tabs and more. */
export function trimOws(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isOws(value.charCodeAt(start))) start++;
  while (end > start && isOws(value.charCodeAt(end - 1))) end--;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

const isOws = (code: number): boolean => code === 32 || code === 9;
