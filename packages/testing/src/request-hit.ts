import type { NamedMatch, PathMatch, ValueMatch } from '@routeward/core';
import type { Target } from './request.ts';
import { methods, pathRegexes, paths, routeHostnames, valueRegexes } from './vocabulary.ts';

/** What a request says, wherever it is sent. */
export interface RequestParts {
  /** Host, with or without a port. */
  readonly authority: string;
  /** With query. */
  readonly path: string;
  readonly method: string;
  /** In order of arrival, names in any case. */
  readonly headers: readonly Header[];
}

export type Header = readonly [name: string, value: string];

/** Small numbers; each decision takes its own place. */
export type Tape = readonly number[];

/** The choice that the number at `place` makes; the first for 0, so that shrinking ends there. */
export const pick = <T>(choices: readonly [T, ...T[]] | readonly T[], tape: Tape, place: number, otherwise: T): T =>
  choices[(tape[place % tape.length] ?? 0) % Math.max(choices.length, 1)] ?? otherwise;

function hostFor(hostname: string, tape: Tape): string {
  if (hostname === '*') return pick(routeHostnames, tape, 0, 'any.test').replace('*', 'any');
  if (!hostname.startsWith('*.')) return hostname;
  return pick(['x', 'a', 'shop', 'y.x', 'b.a.eu'], tape, 0, 'x') + hostname.slice(1);
}

function samplesOf(regexes: readonly { readonly regex: string; readonly samples: readonly string[] }[], regex: string) {
  return regexes.find((one) => one.regex === regex)?.samples;
}

function pathFor(match: PathMatch, tape: Tape): string {
  switch (match.kind) {
    case 'exact':
      return match.value;
    case 'prefix': {
      const base = match.value === '/' ? '' : match.value;
      return base + pick(['', '/', '/x', '/b', '/a/b', '//', '/%2e'], tape, 1, '') || '/';
    }
    case 'regex':
      return pick(samplesOf(pathRegexes, match.value) ?? paths, tape, 1, '/');
  }
}

function valueFor(match: ValueMatch, tape: Tape, place: number): string | undefined {
  switch (match.kind) {
    case 'absent':
      return undefined;
    case 'present':
      return pick(['x', ''], tape, place, 'x');
    case 'exact':
      return match.value;
    case 'prefix':
      return match.value + pick(['', 'x'], tape, place, '');
    case 'regex':
      return pick(samplesOf(valueRegexes, match.value) ?? ['v1', 'a'], tape, place, 'v1');
  }
}

const casedName = (name: string, tape: Tape, place: number): string =>
  pick([name, name.toUpperCase(), name.toLowerCase()], tape, place, name);

const noise: readonly (readonly Header[])[] = [
  [],
  [['Accept', '*/*']],
  [
    ['x-version', 'v9'],
    ['X-Other', '1'],
  ],
];

function headersFor(matches: readonly NamedMatch[], tape: Tape): readonly Header[] {
  const wanted = matches.flatMap(({ name, value }, index): readonly Header[] => {
    const text = valueFor(value, tape, 3 + index);
    return text === undefined ? [] : [[casedName(name, tape, 4 + index), text]];
  });
  const others = pick(noise, tape, 2, []);
  return pick([false, true], tape, 5, false) ? [...wanted, ...others] : [...others, ...wanted];
}

const encoded = (text: string, tape: Tape): string =>
  pick([encodeURIComponent(text), text.replaceAll(' ', '+'), text], tape, 6, text);

function queryFor(matches: readonly NamedMatch[], tape: Tape): string {
  const wanted = matches.flatMap(({ name, value }, index) => {
    const text = valueFor(value, tape, 7 + index);
    return text === undefined ? [] : [`${name}=${encoded(text, tape)}`];
  });
  const others = pick([[], ['z=1'], ['q', 'theme='], ['v=v9']], tape, 8, []);
  const all = pick([false, true], tape, 9, false) ? [...others, ...wanted] : [...wanted, ...others];
  return all.length === 0 ? '' : `?${all.join('&')}`;
}

/** A request that meets every condition of the target's match, as far as can be told. */
export function hitOf({ hostname, rule }: Target, tape: Tape): RequestParts {
  const authority = hostFor(hostname, tape);
  if (rule === undefined) return { authority, path: pick(paths, tape, 1, '/'), method: 'GET', headers: [] };
  const { match } = rule;
  return {
    authority: match.authority === undefined ? authority : (valueFor(match.authority, tape, 0) ?? authority),
    path: pathFor(match.path, tape) + queryFor(match.queryParams, tape),
    method: match.method ?? pick(methods, tape, 10, 'GET'),
    headers: headersFor(match.headers, tape),
  };
}
