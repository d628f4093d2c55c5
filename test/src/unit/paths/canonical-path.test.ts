import { canonicalPath, defaultPathPolicy } from '@routeward/core';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ambiguousPaths, canonicalPaths } from '../../support/paths.ts';

const test = suite('paths: canonical paths');

for (const [path, wanted] of canonicalPaths) {
  test(`${path} is ${wanted}`, () => assert.is(canonicalPath(path), wanted));
}

for (const path of ambiguousPaths) {
  test(`${path} is refused`, () => assert.is(canonicalPath(path), undefined));
}

const pieces = [
  '/',
  '//',
  '.',
  '..',
  '%2e',
  '%2E',
  ';',
  ';x',
  '\\',
  '%61',
  '%C3%A9',
  '%25',
  '%2',
  '2e',
  '"',
  '{',
  '?',
  'a',
];
const paths = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((parts) => `/${parts.join('')}`);

test('what is canonical stays as it is, and holds nothing that leads elsewhere', () => {
  fc.assert(
    fc.property(paths, (path) => {
      const canonical = canonicalPath(path);
      if (canonical === undefined) return;
      assert.is(canonicalPath(canonical), canonical);
      assert.not.match(canonical.split('?')[0] ?? '', /\/\/|\/\.{1,2}(?:\/|;|$)|\\|%2[ef]/i);
    }),
    { numRuns: 2000 },
  );
});

test('a policy may refuse what is resolved and merged, and keep encoded slashes', () => {
  const strict = { ...defaultPathPolicy, dotSegments: 'reject', emptySegments: 'reject' } as const;
  for (const path of ['/a/../b', '/a/%2e/b', '/a/..;x/b', '/a\\b', '/a//b'])
    assert.is(canonicalPath(path, strict), undefined);
  assert.is(canonicalPath('/%61/', strict), '/a/');
  assert.is(canonicalPath('/a//b', { ...defaultPathPolicy, emptySegments: 'keep' }), '/a//b');
  assert.is(canonicalPath('/a%2fb/../c', { ...defaultPathPolicy, encodedSlashes: 'keep' }), '/c');
  assert.is(canonicalPath('/a%2Fb', { ...defaultPathPolicy, encodedSlashes: 'keep' }), '/a%2Fb');
});

test.run();
