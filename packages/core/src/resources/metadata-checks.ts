import type * as z from 'zod';
import { labelPattern, labelValuePattern, subdomainPattern } from './names.ts';

/** Which names the API server takes differs by kind. */
export type NameFormat = 'subdomain' | 'label';

type Payload<T> = z.core.ParsePayload<T>;
type TextEntries = Readonly<Record<string, string>>;

const largestAnnotations = 256 * 1024;

/** Adds what is wrong; rules of the CRD still run. */
export function report<T>({ issues, value }: Payload<T>, message: string, path: PropertyKey[] = []): void {
  issues.push({ code: 'custom', message, path, input: value, continue: true });
}

/** Undefined where the name is fine. */
function nameProblem(name: string, format: NameFormat): string | undefined {
  const [max, pattern, dots] = format === 'label' ? [63, labelPattern, ''] : [253, subdomainPattern, ', "."'];
  if (name.length > max) return `must have at most ${max} characters`;
  if (pattern.test(name)) return undefined;
  return `must consist of lower-case letters, digits, "-"${dots}, and begin and end with a letter or digit`;
}

/** Of `metadata.name`. An empty name is reported as missing before. */
export const nameChecks = (format: NameFormat) => (payload: Payload<string>) => {
  const problem = nameProblem(payload.value, format);
  if (problem !== undefined) report(payload, problem);
};

const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Undefined where the key may name a label, an annotation or a finalizer. */
export function qualifiedNameProblem(key: string): string | undefined {
  const parts = key.split('/', 3);
  if (parts.length > 2) return 'has more than one "/"';
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, parts[0]];
  if (prefix !== undefined && (prefix.length > 253 || !subdomainPattern.test(prefix))) {
    return 'must have a DNS subdomain before "/"';
  }
  if (name.length > 63) return 'must have at most 63 characters (after "/")';
  if (qualifiedPart.test(name)) return undefined;
  return 'must consist of letters, digits, "-", "_", ".", and begin and end with a letter or digit';
}

export function labelMapChecks(payload: Payload<TextEntries>): void {
  for (const [key, value] of Object.entries(payload.value)) {
    const problem = qualifiedNameProblem(key);
    if (problem !== undefined) report(payload, `the label's key ${problem}`, [key]);
    if (typeof value !== 'string') continue;
    if (value.length > 63) report(payload, "the label's value must have at most 63 characters", [key]);
    else if (!labelValuePattern.test(value)) {
      const rule = 'must consist of letters, digits, "-", "_", ".", and begin and end with a letter or digit';
      report(payload, `the label's value ${rule}, or be empty`, [key]);
    }
  }
}

export function annotationMapChecks(payload: Payload<TextEntries>): void {
  let size = 0;
  for (const [key, value] of Object.entries(payload.value)) {
    const problem = qualifiedNameProblem(key.toLowerCase());
    if (problem !== undefined) report(payload, `the annotation's key ${problem}`, [key]);
    size += key.length + (typeof value === 'string' ? value.length : 0);
  }
  if (size > largestAnnotations)
    report(payload, `all annotations together must have at most ${largestAnnotations} bytes`);
}

export function finalizerChecks(payload: Payload<string>): void {
  const problem = qualifiedNameProblem(payload.value);
  if (problem !== undefined) report(payload, problem);
}
