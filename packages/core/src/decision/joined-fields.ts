import { fold } from '../matcher/host-name.ts';

/**
 * Request fields of which Envoy (1.40, measured) keeps one line only: what is repeated is joined with a comma before any
 * rule sees it. Of all other fields each line is looked at by itself.
 */
const joinedNames = [
  ...['accept', 'accept-encoding', 'access-control-request-headers', 'access-control-request-method', 'authorization'],
  ...[
    'cache-control',
    'cdn-loop',
    'content-encoding',
    'content-type',
    'expect',
    'grpc-accept-encoding',
    'grpc-timeout',
  ],
  ...['if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since', 'origin', 'pragma'],
  ...['referer', 'user-agent', 'via', 'x-client-trace-id', 'x-request-id'],
];

/** Names by their length: most fields of a request are told apart by that alone. */
const byLength: (readonly string[] | undefined)[] = [];
for (const name of joinedNames) byLength[name.length] = [...(byLength[name.length] ?? []), name];

function isName(name: string, lowerCase: string): boolean {
  for (let index = 0; index < name.length; index++) {
    if (fold(name.charCodeAt(index)) !== lowerCase.charCodeAt(index)) return false;
  }
  return true;
}

function joinedName(name: string): string | undefined {
  const candidates = byLength[name.length];
  if (candidates === undefined) return undefined;
  for (const candidate of candidates) if (isName(name, candidate)) return candidate;
  return undefined;
}

function join(rawHeaders: readonly string[]): string[] {
  const joined: string[] = [];
  const places = new Map<string, number>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const known = joinedName(name);
    const place = known === undefined ? undefined : places.get(known);
    if (place === undefined) {
      if (known !== undefined) places.set(known, joined.length + 1);
      joined.push(name, value);
      continue;
    }
    const before = joined[place] ?? '';
    joined[place] = before === '' || value === '' ? before + value : `${before},${value}`;
  }
  return joined;
}

/**
 * Request fields, names and values in turn, as rules see them and backends get them: repeated `Accept`, `Authorization`
 * and the like are one line. The list itself where nothing is repeated.
 */
export function joinRepeatedFields(rawHeaders: readonly string[]): readonly string[] {
  let seen = 0;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = joinedName(rawHeaders[index] ?? '');
    if (name === undefined) continue;
    const bit = 1 << joinedNames.indexOf(name);
    if ((seen & bit) !== 0) return join(rawHeaders);
    seen |= bit;
  }
  return rawHeaders;
}
