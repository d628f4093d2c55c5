const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

type Unit = keyof typeof units;

const isUnit = (text: string): text is Unit => Object.hasOwn(units, text);

/** Milliseconds of a GEP-2257 duration such as `1h30m`; units add up. Undefined where the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^([0-9]{1,5}(h|m|s|ms)){1,4}$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits = '', unit = ''] of text.matchAll(/([0-9]+)([a-z]+)/g)) {
    if (isUnit(unit)) total += Number(digits) * units[unit];
  }
  return total;
}
