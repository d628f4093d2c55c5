import type { JsonObject } from '../resource.ts';

const million = 1_000_000;

/** A share of the requests; exact for per cents, else to one in a million. */
export function fractionalPercent(numerator: number, denominator: number): JsonObject {
  const percent = (numerator * 100) / denominator;
  if (Number.isInteger(percent)) return { numerator: Math.min(percent, 100) };
  return { numerator: Math.min(Math.round((numerator * million) / denominator), million), denominator: 'MILLION' };
}
