import type { EffectiveConfiguration, Filter, RouteAction, VirtualHost } from '@routeward/core';
import { backend, configurationOf, forward, type RuleSketch, to, virtualHost } from '../proxy/support/configuration.ts';

/** Something that one tenant may write and that Envoy by itself may refuse, with everything beside it. */
export interface Fault {
  readonly name: string;
  /** Rules in front of those of the others, or virtual hosts beside theirs. */
  readonly rules?: readonly RuleSketch[];
  readonly hosts?: readonly VirtualHost[];
  /** What a request for `/bad` gets. */
  readonly status: number;
  /** Part of what the findings say of it; absent where there is nothing to say. */
  readonly finding?: string;
}

const bad = { kind: 'prefix', value: '/bad' } as const;

const doing = (rule: Omit<RuleSketch, 'path'>): readonly RuleSketch[] => [{ path: bad, ...rule }];

const setting = (name: string, value: string): Filter => ({
  kind: 'requestHeaders',
  changes: { set: [{ name, value }], add: [], remove: [] },
});

const answering = (name: string, value: string): Filter => ({
  kind: 'responseHeaders',
  changes: { set: [{ name, value }], add: [], remove: [] },
});

const matching = (value: string): readonly RuleSketch[] => [{ path: { kind: 'regex', value } }];

/** Also with values that the types rule out. */
function redirecting(redirect: object): RouteAction {
  const action: RouteAction = JSON.parse(
    JSON.stringify({ kind: 'redirect', redirect: { statusCode: 302, ...redirect } }),
  );
  return action;
}

/** The 18 faults of a tenant that were tried on Envoy 1.40: by itself it refuses the whole table for the first twelve. */
export const faults: readonly Fault[] = [
  {
    name: 'a look-ahead in a regular expression',
    rules: matching('/(?=bad).*'),
    status: 404,
    finding: 'regular expression',
  },
  { name: 'a regular expression of 266 steps', rules: matching('/bad[a-z0-9-]{0,63}'), status: 200 },
  { name: 'a hostname twice', hosts: [virtualHost('good.test', []), virtualHost('good.test', [])], status: 404 },
  { name: 'a hostname twice, in another case', hosts: [virtualHost('GOOD.test', [])], status: 404 },
  { name: 'weights that are all 0', rules: doing({ action: forward(to('echo', { weight: 0 })) }), status: 500 },
  {
    name: 'weights beyond 32 bits',
    rules: doing({ action: forward(to('echo', { weight: 4e9 }), to('echo', { weight: 4e9 })) }),
    status: 500,
    finding: 'weights add up',
  },
  {
    name: 'a line break in the value of a header',
    rules: doing({ filters: [setting('x-a', 'b\r\nevil: 1')] }),
    status: 500,
    finding: 'can not be sent',
  },
  {
    name: 'a percent sign alone in the value of a header',
    rules: doing({ filters: [answering('x-a', '100%')] }),
    status: 200,
  },
  { name: 'the host as a header', rules: doing({ filters: [setting('host', 'other.test')] }), status: 200 },
  {
    name: 'a pseudo header',
    rules: doing({ filters: [setting(':path', '/evil')] }),
    status: 500,
    finding: 'can not be sent',
  },
  {
    name: 'a status that is none',
    rules: doing({ action: { kind: 'respond', statusCode: 999, reason: '' } }),
    status: 500,
    finding: 'status 999',
  },
  {
    name: 'a line break in the host of a redirect',
    rules: doing({ action: redirecting({ hostname: 'a\r\nevil: 1' }) }),
    status: 500,
    finding: 'no host is named',
  },
  {
    name: 'a header name with a space',
    rules: doing({ filters: [setting('a b', 'c')] }),
    status: 500,
    finding: 'can not be sent',
  },
  { name: 'an empty hostname', hosts: [virtualHost('', doing({}))], status: 200 },
  { name: 'a wildcard in the middle', hosts: [virtualHost('a.*.test', doing({}))], status: 404 },
  { name: 'a cluster that is not there', rules: doing({ action: forward(to('nobody')) }), status: 500 },
  { name: 'one hostname on two listeners', rules: doing({}), status: 200 },
  {
    name: '16 weights of a million',
    rules: doing({ action: forward(...Array.from({ length: 16 }, () => to('echo', { weight: 1_000_000 }))) }),
    status: 200,
  },
];

const longText = 'x'.repeat(20_000);

/** What else Envoy 1.40 refuses, found by reading its API and trying. */
export const moreFaults: readonly Fault[] = [
  { name: 'a pattern that is empty', rules: matching(''), status: 404, finding: 'no path is empty' },
  {
    name: 'a header pattern that is empty',
    rules: doing({ match: { headers: [{ name: 'x-a', value: { kind: 'regex', value: '' } }] } }),
    status: 404,
  },
  {
    name: 'a header name to match that is none',
    rules: doing({ match: { headers: [{ name: 'a b', value: { kind: 'present' } }] } }),
    status: 404,
    finding: 'no header is named',
  },
  {
    name: 'a parameter without a name',
    rules: doing({ match: { queryParams: [{ name: '', value: { kind: 'present' } }] } }),
    status: 404,
    finding: 'empty name',
  },
  {
    name: 'a parameter with a very long name',
    rules: doing({ match: { queryParams: [{ name: longText, value: { kind: 'present' } }] } }),
    status: 404,
    finding: 'bytes',
  },
  {
    name: 'half a character in a match',
    rules: doing({ match: { headers: [{ name: 'x-a', value: { kind: 'exact', value: '\ud800' } }] } }),
    status: 404,
    finding: 'Unicode',
  },
  {
    name: 'half a character in a header',
    rules: doing({ filters: [setting('x-a', 'a\udc00')] }),
    status: 500,
    finding: 'Unicode',
  },
  {
    name: 'a query in a path to match',
    rules: [{ path: { kind: 'exact', value: '/bad?x' } }],
    status: 404,
    finding: 'no path holds',
  },
  {
    name: 'a prefix without a slash',
    rules: [{ path: { kind: 'prefix', value: 'bad' } }],
    status: 404,
    finding: 'no path begins',
  },
  { name: 'a prefix that ends in a slash', rules: [{ path: { kind: 'prefix', value: '/bad/' } }], status: 200 },
  {
    name: 'a very long value of a header',
    rules: doing({ filters: [setting('x-a', longText)] }),
    status: 500,
    finding: 'too long',
  },
  {
    name: 'more changes than Envoy takes',
    rules: doing({
      filters: [
        {
          kind: 'responseHeaders',
          changes: {
            set: Array.from({ length: 1001 }, (_, at) => ({ name: `x-${at}`, value: 'v' })),
            add: [],
            remove: [],
          },
        },
      ],
    }),
    status: 500,
    finding: 'more than 1000',
  },
  {
    name: 'a command in the value of a header',
    rules: doing({ filters: [answering('x-a', '%REQ(authorization)% %FOO%')] }),
    status: 200,
  },
  {
    name: 'a redirect with a status that is none',
    rules: doing({ action: redirecting({ statusCode: 305 }) }),
    status: 500,
    finding: 'no redirect with status 305',
  },
  {
    name: 'a redirect to port 0',
    rules: doing({ action: redirecting({ port: 0 }) }),
    status: 500,
    finding: 'no port 0',
  },
  {
    name: 'a backslash in a path to put there',
    rules: doing({ filters: [{ kind: 'rewrite', path: { kind: 'full', value: '/a\\1b' } }] }),
    status: 200,
  },
  {
    name: 'a line break in a path to put there',
    rules: doing({ filters: [{ kind: 'rewrite', path: { kind: 'prefix', value: '/a\r\nb' } }] }),
    status: 200,
  },
  {
    name: 'a host to put there that is none',
    rules: doing({ filters: [{ kind: 'rewrite', hostname: 'a b' }] }),
    status: 500,
    finding: 'no host is named',
  },
  {
    name: 'a fraction of nothing',
    rules: doing({
      filters: [
        {
          kind: 'mirror',
          backend: 'Service/ns/echo/80',
          ref: { group: '', kind: 'Service', namespace: 'ns', name: 'echo', port: 80 },
          fraction: { numerator: 1, denominator: 0 },
        },
      ],
    }),
    status: 500,
    finding: 'no fraction',
  },
  {
    name: 'a negative time',
    rules: doing({ settings: { timeouts: { request: -1 } } }),
    status: 500,
    finding: 'no duration',
  },
  {
    name: 'an endless time',
    rules: doing({ settings: { timeouts: { request: Number.POSITIVE_INFINITY } } }),
    status: 500,
    finding: 'no duration',
  },
  {
    name: 'tries that are not counted',
    rules: doing({ settings: { retry: { attempts: 0.5, statusCodes: [] } } }),
    status: 500,
    finding: 'number of tries',
  },
  {
    name: 'a weight that is no number',
    rules: doing({ action: forward(to('echo', { weight: Number.NaN })) }),
    status: 500,
    finding: 'no weight',
  },
  {
    name: 'an injected fault with a status that is none',
    rules: doing({ filters: [{ kind: 'fault', abort: { statusCode: 7, percentage: 100 } }] }),
    status: 500,
    finding: 'status 7',
  },
  {
    name: 'a session cookie with a name that is none',
    rules: doing({ settings: { sessionPersistence: { kind: 'cookie', name: '', permanent: false } } }),
    status: 500,
    finding: 'no session',
  },
  {
    name: 'a very long list of origins',
    rules: doing({
      filters: [
        {
          kind: 'cors',
          allowOrigins: Array.from({ length: 2000 }, (_, at) => `https://${at}.example.com`),
          allowCredentials: false,
          allowMethods: [],
          allowHeaders: [],
          exposeHeaders: [],
          maxAge: 5,
        },
      ],
    }),
    status: 500,
    finding: 'too long',
  },
];

/** Two hosts whose rules must go on whatever the tenant of `bad.test` writes; each turn they say another number. */
export function withFault(echoPort: number, fault: Fault | undefined, turn: number): EffectiveConfiguration {
  const mark: RuleSketch = { path: { kind: 'prefix', value: '/good' }, filters: [answering('x-turn', String(turn))] };
  const hosts = [virtualHost('bad.test', [...(fault?.rules ?? []), mark]), virtualHost('good.test', [mark])];
  return configurationOf([backend('echo', [echoPort])], [...hosts, ...(fault?.hosts ?? [])]);
}
