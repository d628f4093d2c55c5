import { printableText } from '../text/printable.ts';

export type PathSegment = string | number;

const plainKey = /^[A-Za-z_$][-A-Za-z0-9_$]*$/;

/** `spec.rules[0].backendRefs[1]`; keys that are no plain names are quoted: `metadata.labels["a.b/c"]`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else if (typeof segment === 'string' && plainKey.test(segment)) path += path === '' ? segment : `.${segment}`;
    else path += `[${printableText(String(segment))}]`;
  }
  return path;
}

const step = /\.?([A-Za-z_$][-A-Za-z0-9_$]*)|\[([0-9]+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The inverse of `formatPath`; what can't be read ends the path. */
export function parsePath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  step.lastIndex = 0;
  for (let found = step.exec(path); found !== null; found = step.exec(path)) {
    const [, name, index, quoted] = found;
    if (name !== undefined) segments.push(name);
    else if (index !== undefined) segments.push(Number(index));
    else if (quoted !== undefined) segments.push(unquote(quoted));
  }
  return segments;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    // Only an escape that JSON does not have gets here.
    return text.slice(1, -1);
  }
}

/** Shape of a path with every index left open, as in `spec.rules[].matches[]`: what tables of fields are keyed by. */
export function pathShape(segments: readonly PropertyKey[]): string {
  return segments
    .map((segment) => (typeof segment === 'number' ? '[]' : `.${String(segment)}`))
    .join('')
    .slice(1);
}
