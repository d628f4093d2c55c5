import type { EffectiveConfiguration, EffectiveRule, NamedMatch, ValueMatch } from '@routeward/core';
import fc from 'fast-check';
import type { ReferenceRequest } from './reference-matcher.ts';

/** Numbers that choose among whatever a configuration has. */
interface Aim {
  readonly place: number;
  readonly rule: number;
  readonly pathFrom: number;
}

const pick = <T>(items: readonly T[], choice: number): T | undefined => items[choice % items.length];

const upper = (textToChange: string): string => textToChange.toUpperCase();
const oddAuthorities = [
  '',
  ' ',
  '.',
  ':80',
  '[::1]:80',
  '[::1]',
  'a..b',
  '.a',
  'a b.c',
  '*',
  '*.a',
  'é.a',
  'K.a',
  'a:',
  'a:80:80',
];

const same = (text: string): string => text;

const hostChange = fc.constantFrom<(host: string) => string>(
  ...Array.from({ length: 12 }, () => same),
  upper,
  (host) => `${host}:80`,
  (host) => `${host}.`,
  (host) => `${host}.:8080`,
  (host) => `b.${host}`,
  (host) => host.slice(1),
  (host) => `${host}x`,
);

const authorityChange = fc.oneof(
  { weight: 12, arbitrary: hostChange },
  { weight: 1, arbitrary: fc.constantFrom(...oddAuthorities).map((odd) => () => odd) },
);

const pathChange = fc.constantFrom<(path: string) => string>(
  ...Array.from({ length: 12 }, () => same),
  (path) => `${path}/`,
  (path) => `${path}/b`,
  (path) => `${path}b`,
  (path) => path.slice(0, -1),
  upper,
  (path) => `${path}#x`,
  () => '*',
  () => '',
  () => '/a/b/c/ab',
);

const pair = fc.constantFrom(
  'q=1',
  'q=2',
  'q',
  'q=',
  'q=%31',
  'q=a+b',
  'q=a%20b',
  '%71=1',
  'a+b=1',
  'a%20b=2',
  'q=%',
  'q=%4',
  'q=%ff',
  'q=%C3%A9',
  '%c3%a9=1',
  'é=é',
  'q=1=2',
  '=1',
  'Q=1',
  'q=%2541',
);
const query = fc.oneof(
  fc.constant(''),
  fc.array(pair, { maxLength: 4 }).map((pairs) => `?${pairs.join('&')}`),
);

const header = fc.tuple(
  fc.constantFrom('X', 'x', 'y-Z', 'Y-z', 'host'),
  fc.constantFrom('1', '2', '', '1,2', 'a b', 'é', ',', '12'),
);

/** A hostname that a configuration names, with where it does and the rules that stand there. */
interface Place {
  readonly gateway: string;
  readonly port: number;
  readonly hostname: string;
  readonly rules: readonly EffectiveRule[];
}

const placesOf = (configuration: EffectiveConfiguration): Place[] =>
  configuration.gateways.flatMap(({ namespace, name, listeners }) =>
    listeners.flatMap(({ port, hostname = '*', virtualHosts }) => {
      const place = { gateway: `${namespace}/${name}`, port };
      const own = { ...place, hostname, rules: [] };
      return [own, ...virtualHosts.map((one) => ({ ...place, hostname: one.hostname, rules: one.rules }))];
    }),
  );

const textOf = (match: ValueMatch): string => ('value' in match && match.kind !== 'regex' ? match.value : '1');

const asQuery = (conditions: readonly NamedMatch[]): string =>
  conditions.map(({ name, value }) => `${name}=${textOf(value)}`).join('&');

interface Parts {
  readonly aim: Aim;
  readonly changeAuthority: (host: string) => string;
  readonly changePath: (path: string) => string;
  readonly query: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly method: string;
  readonly scheme: 'http' | 'https' | undefined;
  readonly meetConditions: boolean;
}

const nowhere: Place = { gateway: 'n/g', port: 80, hostname: 'a', rules: [] };

function aimRequest(places: readonly Place[], parts: Parts): ReferenceRequest {
  const { aim, meetConditions } = parts;
  const place = pick(places, aim.place) ?? nowhere;
  const wanted = pick(place.rules, aim.rule)?.match;
  const other = pick(place.rules, aim.pathFrom)?.match;
  const asked = meetConditions ? wanted : undefined;
  const from = (asked ?? other)?.path;
  const path = from && from.kind !== 'regex' ? from.value : '/a/b';
  const own = asked && asked.queryParams.length > 0 ? `?${asQuery(asked.queryParams)}` : parts.query;
  const headers = asked ? asked.headers.map(({ name, value }) => [name, textOf(value)] as const) : [];
  return {
    gateway: place.gateway,
    port: place.port,
    authority: parts.changeAuthority(place.hostname.replace('*', 'ab')),
    path: parts.changePath(path) + own,
    method: asked?.method ?? parts.method,
    headers: [...headers, ...parts.headers],
    ...(parts.scheme && { scheme: parts.scheme }),
  };
}

const choice = fc.nat({ max: 9999 });

const parts: fc.Arbitrary<Parts> = fc.record({
  aim: fc.record({ place: choice, rule: choice, pathFrom: choice }),
  changeAuthority: authorityChange,
  changePath: pathChange,
  query,
  headers: fc.array(header, { maxLength: 3 }),
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  scheme: fc.constantFrom(undefined, undefined, 'http' as const, 'https' as const),
  meetConditions: fc.boolean(),
});

/** Requests for a configuration: its hosts and paths, often changed a little, and often all that a rule asks. */
export const aimedRequests = (configuration: EffectiveConfiguration, count: number): fc.Arbitrary<ReferenceRequest[]> =>
  fc
    .array(parts, { minLength: count, maxLength: count })
    .map((all) => all.map((one) => aimRequest(placesOf(configuration), one)));
