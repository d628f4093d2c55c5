import { type Header, pick, type RequestParts, type Tape } from './request-hit.ts';
import { headerNames, methods, paths, queryNames, routeHostnames, values } from './vocabulary.ts';

/** A small way in which a request may differ from a hit. It may hit all the same, or hit another rule. */
export type NearMiss = keyof typeof changes;

type Change = (request: RequestParts, tape: Tape) => Partial<RequestParts>;

const splitTarget = (target: string): readonly [path: string, query: string] => {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark)];
};

const onPath =
  (change: (path: string, tape: Tape) => string): Change =>
  (request, tape) => {
    const [path, query] = splitTarget(request.path);
    return { path: change(path, tape) + query };
  };

const onQuery =
  (change: (pairs: readonly string[], tape: Tape) => readonly string[]): Change =>
  (request, tape) => {
    const [path, query] = splitTarget(request.path);
    const pairs = change(query === '' ? [] : query.slice(1).split('&'), tape);
    return { path: pairs.length === 0 ? path : `${path}?${pairs.join('&')}` };
  };

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

const encodeOne = (text: string, at: number): string =>
  text.length <= 1 ? text : text.slice(0, at) + percent(text.charAt(at)) + text.slice(at + 1);

const swapCase = (text: string): string => (text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase());

const headerPair = (tape: Tape): Header => [pick(headerNames, tape, 3, 'accept'), pick(values, tape, 4, 'v1')];

const changes = {
  'path: something appended': onPath((path) => `${path}x`),
  'path: slash appended': onPath((path) => `${path}/`),
  'path: slash cut off': onPath((path) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)),
  'path: last element cut off': onPath((path) => path.slice(0, Math.max(1, path.lastIndexOf('/')))),
  'path: other case': onPath(swapCase),
  'path: one character percent-encoded': onPath((path, tape) =>
    encodeOne(path, 1 + ((tape[1] ?? 0) % Math.max(path.length - 1, 1))),
  ),
  'path: doubled slash': onPath((path) => path.replace('/', '//')),
  'path: dot segment': onPath((path) => `${path}/../a`),
  'path: fragment': onPath((path) => `${path}#x`),
  'path: another one': onPath((_, tape) => pick(paths, tape, 1, '/')),
  'path: everything in it twice': onPath((path) => path + path),
  'host: upper case': ({ authority }) => ({ authority: authority.toUpperCase() }),
  'host: with port': ({ authority }, tape) => ({ authority: authority + pick([':80', ':8080', ':'], tape, 0, ':80') }),
  'host: trailing dot': ({ authority }) => ({ authority: `${authority}.` }),
  'host: one label more': ({ authority }) => ({ authority: `extra.${authority}` }),
  'host: one label less': ({ authority }) => ({ authority: authority.slice(authority.indexOf('.') + 1) }),
  'host: empty first label': ({ authority }) => ({ authority: `.${authority}` }),
  'host: another one': (_, tape) => ({ authority: pick(routeHostnames, tape, 0, 'x.test').replace('*', 'any') }),
  'host: none': () => ({ authority: '' }),
  'method: another one': (_, tape) => ({ method: pick(methods, tape, 10, 'GET') }),
  'method: lower case': ({ method }) => ({ method: method.toLowerCase() }),
  'query: reversed': onQuery((pairs) => pairs.toReversed()),
  'query: first pair left out': onQuery((pairs) => pairs.slice(1)),
  'query: repeated parameter before': onQuery((pairs, tape) => [
    `${pick(queryNames, tape, 7, 'v')}=${pick(values, tape, 8, 'v1').replace(' ', '%20')}`,
    ...pairs,
  ]),
  'query: repeated parameter behind': onQuery((pairs, tape) => [...pairs, `${pick(queryNames, tape, 7, 'v')}=v2`]),
  'query: name percent-encoded': onQuery((pairs) => pairs.map((pair) => encodeOne(pair, 0))),
  'query: empty pieces': onQuery((pairs) => ['', ...pairs, '', '=']),
  'query: broken percent sign': onQuery((pairs) => ['v=%zz', ...pairs.map((pair) => `${pair}%`)]),
  'query: question mark inside': onQuery((pairs) => [...pairs, 'z=?', 'v']),
  'headers: first left out': ({ headers }) => ({ headers: headers.slice(1) }),
  'headers: reversed': ({ headers }) => ({ headers: headers.toReversed() }),
  'headers: repeated before': ({ headers }, tape) => ({ headers: [headerPair(tape), ...headers] }),
  'headers: repeated behind': ({ headers }, tape) => ({ headers: [...headers, headerPair(tape)] }),
  'headers: one split in two': ({ headers }) => ({
    headers: headers.flatMap(([name, value]): readonly Header[] =>
      value.split(',').map((piece): Header => [name, piece]),
    ),
  }),
  'headers: values with a space': ({ headers }) => ({
    headers: headers.map(([name, value]): Header => [name, `${value} `]),
  }),
  'headers: empty value': ({ headers }, tape) => ({ headers: [...headers, [headerPair(tape)[0], '']] }),
} satisfies Record<string, Change>;

const isNearMiss = (name: string): name is NearMiss => Object.hasOwn(changes, name);

/** The names of all near misses. */
export const nearMisses: readonly NearMiss[] = Object.keys(changes).filter(isNearMiss);

export const missOn = (miss: NearMiss, request: RequestParts, tape: Tape): RequestParts => ({
  ...request,
  ...changes[miss](request, tape),
});
