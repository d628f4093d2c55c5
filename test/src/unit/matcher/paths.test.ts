import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyHost, asking, exact, prefix, regex, rule } from './build.ts';

const test = suite('matcher: paths');

const ask = asking(
  anyHost(
    rule('exact-abc', exact('/abc')),
    rule('exact-slash', exact('/slash/')),
    rule('exact-root', exact('/')),
    rule('regex', regex('/re/[0-9]+')),
    rule('abc-d', prefix('/abc/d')),
    rule('abc', prefix('/abc')),
    rule('ab', prefix('/ab')),
    rule('escaped', exact('/%61')),
    rule('umlaut', prefix('/ä')),
    rule('umlauts', prefix('/öäü/x')),
    rule('folded', { kind: 'prefix', value: '/Folded', ignoreCase: true }),
    rule('folded-exact', { kind: 'exact', value: '/FOLD', ignoreCase: true }),
  ),
);

const cases: readonly [path: string, expected: string, because: string][] = [
  ['/abc', 'exact-abc', 'exact before prefix'],
  ['/abc?x=1', 'exact-abc', 'the query is no part of the path'],
  ['/abc#x', 'exact-abc', 'nor is a fragment'],
  ['/abc?#', 'exact-abc', 'nor both'],
  ['/abc/', 'abc', 'a slash at the end is not exact, but under the prefix'],
  ['/abc/d', 'abc-d', 'the longest prefix'],
  ['/abc/d/', 'abc-d', 'with a slash'],
  ['/abc/dx', 'abc', 'prefixes end at elements'],
  ['/abcx', '', 'prefixes end at elements, here without another'],
  ['/ab', 'ab', 'a prefix as a whole'],
  ['/ab?', 'ab', 'an empty query'],
  ['/ab//x', 'ab', 'an empty element'],
  ['/AB', '', 'case counts'],
  ['/', 'exact-root', 'the root'],
  ['/?x', 'exact-root', 'the root with a query'],
  ['', '', 'no path at all'],
  ['?x', '', 'only a query'],
  ['*', '', 'the asterisk form'],
  ['/slash', '', 'an exact path with a slash needs it'],
  ['/slash/', 'exact-slash', 'and has it here'],
  ['/re/12', 'regex', 'a regular expression'],
  ['/re/12?x=1', 'regex', 'a regular expression sees no query'],
  ['/re/12/3', '', 'a regular expression is anchored'],
  ['/%61', 'escaped', 'nothing is decoded'],
  ['/a', '', 'nothing is decoded, here neither'],
  ['/ä/x', 'umlaut', 'characters beyond ASCII'],
  ['/öäü/x/y', 'umlauts', 'several of them'],
  ['/ü', '', 'one that is not there'],
  ['/FOLDED/x', 'folded', 'case does not count where the rule says so'],
  ['/foldedx', '', 'elements count nevertheless'],
  ['/fold', 'folded-exact', 'an exact path without case'],
  ['/fold/', '', 'which is exact'],
  ['\0', '', 'a NUL'],
  ['/abc\uffff', '', 'the last code unit'],
];

for (const [path, expected, because] of cases) {
  test(`${because}: ${JSON.stringify(path)}`, () => {
    assert.is(ask({ path }), `http:${expected}`);
  });
}

test('the prefix / is in front of every path', () => {
  const all = asking(anyHost(rule('a', exact('/a')), rule('all', prefix('/'))));
  for (const [path] of cases) assert.is(all({ path }), path.split(/[?#]/)[0] === '/a' ? 'http:a' : 'http:all');
});

test('the order of the rules decides, not the kind of path', () => {
  // A rule of a more specific original hostname stands first, however short its path is.
  const ask = asking(
    anyHost(
      rule('first', prefix('/a'), { method: 'POST' }),
      rule('second', regex('/a.*')),
      rule('third', exact('/a/b')),
      rule('fourth', prefix('/')),
    ),
  );
  assert.is(ask({ path: '/a/b', method: 'POST' }), 'http:first');
  assert.is(ask({ path: '/a/b' }), 'http:second');
  assert.is(ask({ path: '/b' }), 'http:fourth');
});

test('a prefix that is written with a slash at its end is the same without', () => {
  const ask = asking(anyHost(rule('a', prefix('/a/'))));
  assert.is(ask({ path: '/a' }), 'http:a');
  assert.is(ask({ path: '/a/b' }), 'http:a');
});

test('a regular expression that does not compile opens nothing', () => {
  const ask = asking(anyHost(rule('broken', regex('(')), rule('rest', prefix('/'))));
  assert.is(ask({ path: '(' }), 'http:rest');
});

test('paths that are prefixes of one another, a thousand deep', () => {
  const paths = Array.from({ length: 1000 }, (_, index) => `/${'a/'.repeat(index)}a`);
  const ask = asking(anyHost(...paths.toReversed().map((path) => rule(String(path.length), prefix(path)))));
  for (const path of paths) assert.is(ask({ path: `${path}/b` }), `http:${path.length}`);
});

test('paths of 100 kB', () => {
  const long = `/${'x'.repeat(100_000)}`;
  const ask = asking(anyHost(rule('long', exact(long)), rule('longer', prefix(`${long}/y`))));
  assert.is(ask({ path: long }), 'http:long');
  assert.is(ask({ path: `${long}/y/z` }), 'http:longer');
  assert.is(ask({ path: `${long}z` }), 'http:');
});

test('every ASCII character leads to its own child', () => {
  const chars = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
    (char) => char !== '?' && char !== '#',
  );
  const ask = asking(anyHost(...chars.map((char, index) => rule(`r${index}`, exact(`/${char}x`)))));
  for (const [index, char] of chars.entries()) {
    assert.is(ask({ path: `/${char}x` }), `http:r${index}`);
    assert.is(ask({ path: `/${char}` }), 'http:');
  }
});

test.run();
