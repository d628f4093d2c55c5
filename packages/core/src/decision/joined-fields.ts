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

interface JoinedName {
  readonly name: string;
  readonly bit: number;
}

/** By length and first letter: nearly all fields of a request are told apart by these alone. */
const byStart = Array.from({ length: 1024 }, (): JoinedName[] => []);
const startOf = (length: number, first: number): number => (length << 5) | (first & 31);
for (const [index, name] of joinedNames.entries()) {
  const start = startOf(name.length, name.charCodeAt(0));
  byStart[start]?.push({ name, bit: 1 << index });
}

function isName(name: string, lowerCase: string): boolean {
  if (name === lowerCase) return true;
  for (let index = 0; index < name.length; index++) {
    if (fold(name.charCodeAt(index)) !== lowerCase.charCodeAt(index)) return false;
  }
  return true;
}

function joinedName(name: string): JoinedName | undefined {
  const candidates = byStart[startOf(name.length, name.charCodeAt(0))];
  if (candidates === undefined) return undefined;
  for (const candidate of candidates) if (isName(name, candidate.name)) return candidate;
  return undefined;
}

function join(rawHeaders: readonly string[]): string[] {
  const joined: string[] = [];
  const places = new Map<string, number>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const known = joinedName(name)?.name;
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
    const known = joinedName(rawHeaders[index] ?? '');
    if (known === undefined) continue;
    if ((seen & known.bit) !== 0) return join(rawHeaders);
    seen |= known.bit;
  }
  return rawHeaders;
}
