const ipv4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/;

/** Dotted decimal without leading zeros. */
export const isIpv4 = (text: string): boolean => ipv4.test(text);

function groupCount(groups: string, allowIpv4Tail: boolean): number | undefined {
  if (groups === '') return 0;
  const parts = groups.split(':');
  let count = 0;
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) count += 1;
    else if (allowIpv4Tail && index === parts.length - 1 && isIpv4(part)) count += 2;
    else return undefined;
  }
  return count;
}

/** RFC 4291 text, `::` and a dotted tail included; no zone, no brackets. */
export function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const [head = '', tail] = halves;
  const before = groupCount(head, tail === undefined);
  if (tail === undefined) return before === 8;
  const after = groupCount(tail, true);
  return before !== undefined && after !== undefined && before + after <= 7;
}

export const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);
