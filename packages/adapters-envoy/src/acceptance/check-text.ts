const loneSurrogate = /\p{Surrogate}/u;

/**
 * The first text in a value that is no Unicode. It can't be written as UTF-8, and Envoy refuses the whole response that
 * holds it: all hosts of all ports.
 */
export function brokenText(value: unknown): string | undefined {
  if (typeof value === 'string') return loneSurrogate.test(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const found = brokenText(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

/** True for a text of at most so many bytes; long ones only are counted. */
export const fits = (text: string, bytes: number): boolean => text.length * 3 <= bytes || bytesOf(text) <= bytes;

export const isWholeNumber = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Milliseconds that Envoy's durations can hold; what is not there is none too long. */
export const isDuration = (value: number | undefined): boolean => value === undefined || (value >= 0 && value < 3e14);
