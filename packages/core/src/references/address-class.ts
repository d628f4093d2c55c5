import { isIpv4, isIpv6 } from '../resources/ip-address.ts';

/** What an address is good for: only `unicast` ones are places where a backend may be. */
export type AddressClass = 'unicast' | 'loopback' | 'link-local' | 'unspecified' | 'multicast' | 'broadcast';

const toBytes = (ipv4: string): readonly number[] => ipv4.split('.').map(Number);

/** Sixteen-bit groups of one side of `::`; a dotted IPv4 address stands for two. */
function toGroups(side: string): readonly number[] {
  if (side === '') return [];
  return side.split(':').flatMap((part) => {
    if (!part.includes('.')) return Number.parseInt(part, 16);
    const [a = 0, b = 0, c = 0, d = 0] = toBytes(part);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** The eight groups of an IPv6 address (RFC 4291, section 2.2). */
function expand(ipv6: string): readonly number[] {
  const [head = '', tail] = ipv6.split('::');
  const before = toGroups(head);
  if (tail === undefined) return before;
  const after = toGroups(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function classifyBytes([a = 0, b = 0, c = 0, d = 0]: readonly number[]): AddressClass {
  if (a === 0) return 'unspecified';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a >= 224 && a <= 239) return 'multicast';
  return a === 255 && b === 255 && c === 255 && d === 255 ? 'broadcast' : 'unicast';
}

/** 96 bits before an embedded IPv4 address: mapped, compatible (RFC 4291) and NAT64 (RFC 6052). */
const embeddingPrefixes = [
  [0, 0, 0, 0, 0, 0xffff],
  [0, 0, 0, 0, 0, 0],
  [0x64, 0xff9b, 0, 0, 0, 0],
];

function classifyGroups(groups: readonly number[]): AddressClass {
  const startsWith = (prefix: readonly number[]): boolean => prefix.every((group, index) => groups[index] === group);
  const [first = 0, , , , , , g = 0, h = 0] = groups;
  if (startsWith([0, 0, 0, 0, 0, 0, 0])) return h === 1 ? 'loopback' : 'unspecified';
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  if (first >= 0xff00) return 'multicast';
  if (!embeddingPrefixes.some(startsWith)) return 'unicast';
  return classifyBytes([g >> 8, g & 0xff, h >> 8, h & 0xff]);
}

/** The class of an IPv4 address, or undefined for anything that is not one in dotted decimal. */
export const classifyIpv4 = (text: string): AddressClass | undefined =>
  isIpv4(text) ? classifyBytes(toBytes(text)) : undefined;

/** The class of an IPv6 address, or undefined for anything that is not one; an embedded IPv4 address decides. */
export const classifyIpv6 = (text: string): AddressClass | undefined =>
  isIpv6(text) ? classifyGroups(expand(text)) : undefined;
