import type { JsonObject, JsonValue } from '../manifests/manifest.ts';
import { type Mutation, mutationsAt, repeated } from './mutation.ts';

const oneRule = (rule: JsonObject): JsonValue => [rule];
const oneMatch = (match: JsonObject): JsonValue => [{ matches: [match] }];
const onePath = (type: string, value: string): JsonValue => oneMatch({ path: { type, value } });
const oneFilter = (filter: JsonObject): JsonValue => [{ filters: [filter] }];
const header = (name: string): JsonObject => ({ name, value: 'v' });

const rules = 'spec.rules[0]';
const path = `${rules}.matches[0].path`;

export const httpRouteMutations: readonly Mutation[] = [
  ...mutationsAt(
    ['spec', 'hostnames'],
    [
      ['hostname in upper case', ['Shop.example.com'], 'schema', 'spec.hostnames[0]'],
      ['hostname with a port', ['a.test', 'b.test:80'], 'schema', 'spec.hostnames[1]'],
      ['wildcard in the middle of a hostname', ['a.*.test'], 'schema', 'spec.hostnames[0]'],
      ['hostname longer than 253', ['a'.repeat(254)], 'schema', 'spec.hostnames[0]'],
      ['17 hostnames', repeated(17, (index) => `h${index}.test`), 'schema', 'spec.hostnames'],
      ['hostnames as text', 'shop.example.com', 'schema', 'spec.hostnames'],
    ],
  ),
  ...mutationsAt(
    ['spec', 'parentRefs'],
    [
      ['parentRef without a name', [{ namespace: 'infra' }], 'schema', 'spec.parentRefs[0].name'],
      ['parentRef with port 0', [{ name: 'edge', port: 0 }], 'schema', 'spec.parentRefs[0].port'],
      ['parent twice without sectionName', [{ name: 'edge' }, { name: 'edge' }], 'cel', 'spec.parentRefs'],
      ['33 parentRefs', repeated(33, (index) => ({ name: `g${index}` })), 'schema', 'spec.parentRefs'],
    ],
  ),
  ...mutationsAt(
    ['spec', 'rules'],
    [
      ['no rules in the list', [], 'schema', 'spec.rules'],
      ['17 rules', repeated(17, () => ({})), 'schema', 'spec.rules'],
      ['129 matches over the rules', repeated(3, () => ({ matches: repeated(43, () => ({})) })), 'cel', 'spec.rules'],
      ['two rules of one name', [{ name: 'a' }, { name: 'a' }], 'cel', 'spec.rules'],
      ['path without a slash', onePath('Exact', 'cart'), 'cel', path],
      ['path with an empty element', onePath('PathPrefix', '/a//b'), 'cel', path],
      ['path with a dot segment', onePath('PathPrefix', '/a/../b'), 'cel', path],
      ['path with an encoded slash', onePath('Exact', '/a%2Fb'), 'cel', path],
      ['path with a fragment', onePath('Exact', '/a#b'), 'cel', path],
      ['path with a space', onePath('PathPrefix', '/a b'), 'cel', path],
      ['path of an unknown type', onePath('Glob', '/a*'), 'schema', `${path}.type`],
      ['path longer than 1024', onePath('Exact', `/${'a'.repeat(1024)}`), 'schema', `${path}.value`],
      ['method in lower case', oneMatch({ method: 'get' }), 'schema', `${rules}.matches[0].method`],
      [
        'header name with a space',
        oneMatch({ headers: [header('a b')] }),
        'schema',
        `${rules}.matches[0].headers[0].name`,
      ],
      [
        'header named twice',
        oneMatch({ headers: [header('a'), header('a')] }),
        'list',
        `${rules}.matches[0].headers[1]`,
      ],
      [
        'query parameter twice',
        oneMatch({ queryParams: [header('a'), header('a')] }),
        'list',
        `${rules}.matches[0].queryParams[1]`,
      ],
      [
        'header without a value',
        oneMatch({ headers: [{ name: 'a' }] }),
        'schema',
        `${rules}.matches[0].headers[0].value`,
      ],
      ['backendRef without a port', oneRule({ backendRefs: [{ name: 'web' }] }), 'cel', `${rules}.backendRefs[0]`],
      [
        'negative weight',
        oneRule({ backendRefs: [{ name: 'web', port: 80, weight: -1 }] }),
        'schema',
        `${rules}.backendRefs[0].weight`,
      ],
      [
        'weight over a million',
        oneRule({ backendRefs: [{ name: 'web', port: 80, weight: 1_000_001 }] }),
        'schema',
        `${rules}.backendRefs[0].weight`,
      ],
      [
        'weight as text',
        oneRule({ backendRefs: [{ name: 'web', port: 80, weight: '1' }] }),
        'schema',
        `${rules}.backendRefs[0].weight`,
      ],
      [
        'redirect beside a backend',
        oneRule({
          filters: [{ type: 'RequestRedirect', requestRedirect: {} }],
          backendRefs: [{ name: 'web', port: 80 }],
        }),
        'cel',
        rules,
      ],
      ['filter without its field', oneFilter({ type: 'RequestRedirect' }), 'cel', `${rules}.filters[0]`],
      ['filter of an unknown type', oneFilter({ type: 'Teleport' }), 'schema', `${rules}.filters[0].type`],
      [
        'redirect with status 200',
        oneFilter({ type: 'RequestRedirect', requestRedirect: { statusCode: 200 } }),
        'schema',
        `${rules}.filters[0].requestRedirect.statusCode`,
      ],
      [
        'rewrite twice',
        oneRule({ filters: repeated(2, () => ({ type: 'URLRewrite', urlRewrite: { hostname: 'a.test' } })) }),
        'cel',
        `${rules}.filters`,
      ],
      [
        'prefix replaced where no prefix is matched',
        oneRule({
          matches: [{ path: { type: 'Exact', value: '/a' } }],
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } } },
          ],
        }),
        'cel',
        rules,
      ],
      ['duration without a unit', oneRule({ timeouts: { request: '10' } }), 'schema', `${rules}.timeouts.request`],
      [
        'one try longer than the whole',
        oneRule({ timeouts: { request: '1s', backendRequest: '2s' } }),
        'cel',
        `${rules}.timeouts`,
      ],
    ],
  ),
  ...mutationsAt(['spec'], [['no spec', undefined, 'schema', 'spec']]),
];
