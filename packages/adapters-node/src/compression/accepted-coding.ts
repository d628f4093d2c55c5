import { trimOws } from '../headers/field-name.ts';

export type Coding = 'br' | 'gzip' | 'zstd';

const weight = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/** Weights by coding, in lower case; a weight that is none counts as a no. */
function weightsOf(acceptEncoding: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.split(',')) {
    const [name = '', parameter] = part.split(';').map(trimOws);
    const q = parameter === undefined ? 1 : Number(weight.exec(parameter)?.[1] ?? 0);
    const coding = name.toLowerCase() === 'x-gzip' ? 'gzip' : name.toLowerCase();
    if (coding !== '' && !weights.has(coding)) weights.set(coding, q);
  }
  return weights;
}

/**
 * The coding that the client likes best among ours (RFC 9110 12.5.3); our order decides where it likes several alike.
 * Undefined: none, which is always right for a client that says nothing.
 */
export function acceptedCoding(acceptEncoding: string | undefined, ours: readonly Coding[]): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = weightsOf(acceptEncoding);
  const any = weights.get('*') ?? 0;
  let best: Coding | undefined;
  // A client that would rather have it plain gets it plain.
  let bestWeight = weights.get('identity') ?? 0;
  for (const coding of ours) {
    const q = weights.get(coding) ?? any;
    if (q > bestWeight || (best === undefined && q > 0 && q === bestWeight)) {
      best = coding;
      bestWeight = q;
    }
  }
  return best;
}
