const words = new Map<string, boolean | null | number>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

function integerValue(sign: string, digits: string): number {
  const octal = /^0[oO]?([0-7]+)$/.exec(digits);
  const value = octal === null ? Number(digits) : Number.parseInt(octal[1] ?? '', 8);
  return sign === '-' ? -value : value;
}

/**
 * What an unquoted scalar means. Manifests are written for kubectl, and kubectl reads YAML 1.1 as sigs.k8s.io/yaml
 * does: `yes` and `on` are booleans, `0777` is octal, `1_000` a number, dates are strings. Reading them as YAML 1.2
 * would accept what a cluster refuses.
 */
export function plainScalar(source: string): string | number | boolean | null {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (source.length > 64 || !/^[-+.0-9]/.test(source)) return source;
  const digits = source.startsWith('.') ? source : source.replaceAll('_', '');
  const whole = integer.exec(digits);
  if (whole !== null) return integerValue(whole[1] ?? '', whole[2] ?? '');
  return float.test(digits) ? Number(digits) : source;
}
