import { type Channel, openApiSchema } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fields, filter, findingsOf, route, rule } from '../validation/objects.ts';
import { ruleMessages } from './rule-messages.ts';

const test = suite('resources: rules of HTTPRoute');

const path = (value: string, type = 'PathPrefix') => rule({ matches: [{ path: { type, value } }] });
const parents = (...parentRefs: readonly Fields[]) => route({ parentRefs });
const service = { name: 's', port: 80 };
const replacePrefix = { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } };
const twoMatches = [{ path: { value: '/a' } }, { path: { value: '/b' } }];
const redirect = (requestRedirect: Fields) => ({ type: 'RequestRedirect', requestRedirect });
const rewrite = (urlRewrite: Fields) => ({ type: 'URLRewrite', urlRewrite });
const cors = (fields: Fields) => filter({ type: 'CORS', cors: fields });
const mirror = (fields: Fields) => filter({ type: 'RequestMirror', requestMirror: { backendRef: service, ...fields } });
const auth = (fields: Fields) => filter({ type: 'ExternalAuth', externalAuth: { backendRef: service, ...fields } });
const session = (sessionPersistence: Fields) => rule({ sessionPersistence });
const modifiers = {
  requestHeaderModifier: {},
  responseHeaderModifier: {},
  urlRewrite: {},
  cors: {},
  requestRedirect: {},
};

const where = 'when parentRefs includes 2 or more references to the same parent';
const one = 'exactly one PathPrefix match must be specified';
const types = "when type one of ['Exact', 'PathPrefix']";

/** A rule's message, where it is said, and an object that violates it. */
const violations: readonly (readonly [message: string, path: string, object: Fields, channel?: Channel])[] = [
  [
    `sectionName must be specified ${where}`,
    'spec.parentRefs',
    parents({ name: 'g' }, { name: 'g', sectionName: 'a' }),
  ],
  [`sectionName must be unique ${where}`, 'spec.parentRefs', parents({ name: 'g' }, { name: 'g' })],
  [
    `sectionName or port must be specified ${where}`,
    'spec.parentRefs',
    parents({ name: 'g', port: 80 }, { name: 'g', sectionName: 'a' }),
    'experimental',
  ],
  [
    `sectionName or port must be unique ${where}`,
    'spec.parentRefs',
    parents({ name: 'g', port: 80 }, { name: 'g', port: 80 }),
    'experimental',
  ],
  ['Rule name must be unique within the route', 'spec.rules', route({ rules: [{ name: 'a' }, {}, { name: 'a' }] })],
  [
    'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128',
    'spec.rules',
    route({ rules: [{ matches: Array(64).fill({}) }, { matches: Array(64).fill({}) }, {}] }),
  ],
  [
    'RequestRedirect filter must not be used together with backendRefs',
    'spec.rules[0]',
    rule({ backendRefs: [service], filters: [redirect({})] }),
  ],
  [
    `When using RequestRedirect filter with path.replacePrefixMatch, ${one}`,
    'spec.rules[0]',
    rule({ matches: twoMatches, filters: [redirect(replacePrefix)] }),
  ],
  [
    `When using URLRewrite filter with path.replacePrefixMatch, ${one}`,
    'spec.rules[0]',
    rule({ matches: [{ path: { type: 'Exact', value: '/a' } }], filters: [rewrite(replacePrefix)] }),
  ],
  [
    `Within backendRefs, when using RequestRedirect filter with path.replacePrefixMatch, ${one}`,
    'spec.rules[0]',
    rule({ matches: twoMatches, backendRefs: [{ ...service, filters: [redirect(replacePrefix)] }] }),
  ],
  [
    `Within backendRefs, When using URLRewrite filter with path.replacePrefixMatch, ${one}`,
    'spec.rules[0]',
    rule({ matches: twoMatches, backendRefs: [{ ...service, filters: [rewrite(replacePrefix)] }] }),
  ],
  ['Must have port for Service reference', 'spec.rules[0].backendRefs[0]', rule({ backendRefs: [{ name: 's' }] })],
  [
    'Must not have port for Backend reference',
    'spec.rules[0].backendRefs[0]',
    rule({ backendRefs: [{ group: 'gateway.networking.x-k8s.io', kind: 'XBackend', name: 'b', port: 80 }] }),
    'experimental',
  ],
  [
    'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
    'spec.rules[0].filters',
    rule({ filters: [redirect({}), rewrite({})] }),
  ],
  ...['CORS', 'RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'].map((type) => {
    const field = type === 'CORS' ? 'cors' : type === 'URLRewrite' ? 'urlRewrite' : `r${type.slice(1)}`;
    const twice = { type, [field]: {} };
    return [`${type} filter cannot be repeated`, 'spec.rules[0].filters', rule({ filters: [twice, twice] })] as const;
  }),
  ...Object.entries({
    RequestHeaderModifier: 'requestHeaderModifier',
    ResponseHeaderModifier: 'responseHeaderModifier',
    RequestMirror: 'requestMirror',
    RequestRedirect: 'requestRedirect',
    URLRewrite: 'urlRewrite',
    ExtensionRef: 'extensionRef',
    CORS: 'cors',
    ExternalAuth: 'externalAuth',
  }).flatMap(([type, field]) => {
    const channel: Channel = type === 'ExternalAuth' ? 'experimental' : 'standard';
    const content = {
      ...modifiers,
      requestMirror: { backendRef: service },
      extensionRef: { group: 'a', kind: 'B', name: 'c' },
      externalAuth: { protocol: 'HTTP', http: {}, backendRef: service },
    };
    const given = Object.entries(content).filter(([name]) => name === field);
    const other = type === 'CORS' ? 'URLRewrite' : 'CORS';
    const otherField = type === 'CORS' ? { urlRewrite: {} } : { cors: {} };
    const at = 'spec.rules[0].filters[0]';
    return [
      [`filter.${field} must be specified for ${type} filter.type`, at, filter({ type }), channel] as const,
      [
        `filter.${field} must be nil if the filter.type is not ${type}`,
        at,
        filter({ type: other, ...otherField, ...Object.fromEntries(given) }),
        channel,
      ] as const,
    ];
  }),
  [
    "AllowHeaders cannot contain '*' alongside other methods",
    'spec.rules[0].filters[0].cors.allowHeaders',
    cors({ allowHeaders: ['*', 'x-a'] }),
  ],
  [
    "AllowMethods cannot contain '*' alongside other methods",
    'spec.rules[0].filters[0].cors.allowMethods',
    cors({ allowMethods: ['*', 'GET'] }),
  ],
  [
    "AllowOrigins cannot contain '*' alongside other origins",
    'spec.rules[0].filters[0].cors.allowOrigins',
    cors({ allowOrigins: ['*', 'https://a.test'] }),
  ],
  [
    'Only one of percent or fraction may be specified in HTTPRequestMirrorFilter',
    'spec.rules[0].filters[0].requestMirror',
    mirror({ percent: 1, fraction: { numerator: 1 } }),
  ],
  [
    'numerator must be less than or equal to denominator',
    'spec.rules[0].filters[0].requestMirror.fraction',
    mirror({ fraction: { numerator: 101 } }),
  ],
  ...(['ReplaceFullPath', 'ReplacePrefixMatch'] as const).flatMap((type) => {
    const field = `r${type.slice(1)}`;
    const other = type === 'ReplaceFullPath' ? 'ReplacePrefixMatch' : 'ReplaceFullPath';
    const otherField = `r${other.slice(1)}`;
    const at = 'spec.rules[0].filters[0].urlRewrite.path';
    return [
      [`${field} must be specified when type is set to '${type}'`, at, filter(rewrite({ path: { type } }))] as const,
      [
        `type must be '${type}' when ${field} is set`,
        at,
        filter(rewrite({ path: { type: other, [field]: '/', [otherField]: '/' } })),
      ] as const,
    ];
  }),
  [`value must be an absolute path and start with '/' ${types}`, 'spec.rules[0].matches[0].path', path('a')],
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map(
    (part) => [`must not contain '${part}' ${types}`, 'spec.rules[0].matches[0].path', path(`/a${part}b`)] as const,
  ),
  ...['/..', '/.'].map(
    (end) =>
      [`must not end with '${end}' ${types}`, 'spec.rules[0].matches[0].path', path(`/a${end}`, 'Exact')] as const,
  ),
  [
    "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types ['Exact', 'PathPrefix']",
    'spec.rules[0].matches[0].path',
    path('/a b'),
  ],
  [
    'backendRequest timeout cannot be longer than request timeout',
    'spec.rules[0].timeouts',
    rule({ timeouts: { request: '1s', backendRequest: '1s1ms' } }),
  ],
  ...(['GRPC', 'HTTP'] as const).flatMap((protocol) => {
    const field = protocol.toLowerCase();
    const other = protocol === 'GRPC' ? 'HTTP' : 'GRPC';
    const at = 'spec.rules[0].filters[0].externalAuth';
    const both = { http: {}, grpc: {}, protocol: other };
    return [
      [
        `${field} must be specified when protocol is set to '${protocol}'`,
        at,
        auth({ protocol }),
        'experimental',
      ] as const,
      [`protocol must be '${protocol}' when ${field} is set`, at, auth(both), 'experimental'] as const,
    ];
  }),
  ...(
    [
      [
        'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
        { cookie: { lifetimeType: 'Permanent' } },
      ],
      ['cookie must be nil if type is not Cookie', { type: 'Header', header: { name: 'x' }, cookie: {} }],
      ['cookie must be specified for Cookie type', {}],
      ['header must be nil if type is not Header', { cookie: {}, header: { name: 'x' } }],
      ['header must be specified for Header type', { type: 'Header' }],
    ] as const
  ).map(([message, fields]) => [message, 'spec.rules[0].sessionPersistence', session(fields), 'experimental'] as const),
];

for (const [message, at, object, channel = 'standard'] of violations) {
  test(`${channel}: ${message}`, () => {
    assert.ok(
      findingsOf(object, channel).includes(`error cel ${at}: ${message}`),
      findingsOf(object, channel).join('\n'),
    );
  });
}

for (const channel of ['standard', 'experimental'] as const) {
  test(`every rule of the ${channel} channel is violated above`, () => {
    const told = new Set(violations.map(([message]) => message));
    // The enumeration refuses the value before the rule is asked.
    const unreachable = "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']";
    const missing = ruleMessages(openApiSchema('HTTPRoute', channel)).filter((message) => !told.has(message));
    assert.equal(missing, [unreachable]);
  });
}

const fine: readonly (readonly [what: string, object: Fields, channel?: Channel])[] = [
  ['exactly 128 matches', route({ rules: [{ matches: Array(64).fill({}) }, { matches: Array(64).fill({}) }] })],
  ['a regular expression with characters that paths do not have', path('/[a-z]+#//', 'RegularExpression')],
  ['the same parent in two namespaces', parents({ name: 'g' }, { name: 'g', namespace: 'a' })],
  ['two sections of a parent', parents({ name: 'g', sectionName: 'a' }, { name: 'g', sectionName: 'b' })],
  ['two ports of a parent', parents({ name: 'g', port: 80 }, { name: 'g', port: 81 }), 'experimental'],
  [
    'an XBackend with a port',
    rule({ backendRefs: [{ group: 'gateway.networking.x-k8s.io', kind: 'XBackend', name: 'b', port: 1 }] }),
  ],
  ['a request timeout that is switched off', rule({ timeouts: { request: '0s', backendRequest: '1h' } })],
  ['a timeout without the other', rule({ timeouts: { backendRequest: '1h' } })],
  // `exists_one` in the CRD: two such filters are not asked for a prefix match.
  [
    'two backends that replace a prefix, without a prefix match',
    rule({ matches: twoMatches, backendRefs: [1, 2].map(() => ({ ...service, filters: [rewrite(replacePrefix)] })) }),
  ],
  ['a star alone', cors({ allowHeaders: ['*'], allowMethods: ['*'], allowOrigins: ['*'] })],
  [
    'mirrors that are repeated',
    rule({ filters: [1, 2].map(() => ({ type: 'RequestMirror', requestMirror: { backendRef: service } })) }),
  ],
  [
    'a permanent cookie with a timeout',
    session({ cookie: { lifetimeType: 'Permanent' }, absoluteTimeout: '1h' }),
    'experimental',
  ],
];

for (const [what, object, channel = 'standard'] of fine) {
  test(`${channel}: ${what}: nothing is wrong`, () => {
    assert.equal(findingsOf(object, channel), []);
  });
}

test.run();
