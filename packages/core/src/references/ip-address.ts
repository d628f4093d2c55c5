/** What an address is good for: only `unicast` ones are places where a backend may be. */
export type AddressClass = 'unicast' | 'loopback' | 'link-local' | 'unspecified' | 'multicast' | 'broadcast';

/** The four bytes of dotted decimal without leading zeros; other spellings mean different hosts to different readers. */
function parseIPv4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** Sixteen-bit groups of one side of `::`; a dotted IPv4 address may stand for the last two. */
function parseGroups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const [a, b, c, d] = index === parts.length - 1 ? (parseIPv4(part) ?? []) : [];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    groups.push((a << 8) | b, (c << 8) | d);
  }
  return groups;
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2); zone identifiers are refused. */
function parseIPv6(text: string): readonly number[] | undefined {
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const head = parseGroups(sides[0] ?? '');
  const tail = parseGroups(sides[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  // An IPv4 part may only end the whole address.
  if (sides.length === 2 && (sides[0] ?? '').includes('.')) return undefined;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 1) return missing === 0 ? head : undefined;
  return missing >= 1 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : undefined;
}

function classifyBytes([a = 0, b = 0, c = 0, d = 0]: readonly number[]): AddressClass {
  if (a === 0) return 'unspecified';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a >= 224 && a <= 239) return 'multicast';
  return a === 255 && b === 255 && c === 255 && d === 255 ? 'broadcast' : 'unicast';
}

const startsWith = (groups: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((group, index) => groups[index] === group);

/** Prefixes of 96 bits behind which an IPv4 address stands: mapped, compatible (RFC 4291) and NAT64 (RFC 6052). */
const embeddingPrefixes = [
  [0, 0, 0, 0, 0, 0xffff],
  [0, 0, 0, 0, 0, 0],
  [0x64, 0xff9b, 0, 0, 0, 0],
];

function classifyGroups(groups: readonly number[]): AddressClass {
  const [first = 0, , , , , , g = 0, h = 0] = groups;
  if (startsWith(groups, [0, 0, 0, 0, 0, 0, 0])) return h === 1 ? 'loopback' : 'unspecified';
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  if (first >= 0xff00) return 'multicast';
  if (!embeddingPrefixes.some((prefix) => startsWith(groups, prefix))) return 'unicast';
  return classifyBytes([g >> 8, g & 0xff, h >> 8, h & 0xff]);
}

/** The class of an IPv4 address, or undefined for anything that is not one. */
export function classifyIPv4(text: string): AddressClass | undefined {
  const bytes = parseIPv4(text);
  return bytes && classifyBytes(bytes);
}

/** The class of an IPv6 address, or undefined for anything that is not one; an embedded IPv4 address decides. */
export function classifyIPv6(text: string): AddressClass | undefined {
  const groups = parseIPv6(text);
  return groups && classifyGroups(groups);
}
