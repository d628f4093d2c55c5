import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf, filesBelow, root } from './source-files.ts';

const test = suite('contract: test files');

/** uvu ends with success when a suite is never run and when one test is marked only: both would hide failures. */
const files = filesBelow('test/src', '.test.ts')
  // Its own patterns look like what they look for; that it runs can be seen by its running.
  .filter(({ path }) => !path.endsWith('contract/test-files.test.ts'))
  .map(({ path, text }) => ({ path, text, code: codeOf(text) }));

const suiteMade = /= suite(?:<[^(]*>)?\(/g;
const suiteNamed = /= suite(?:<[^(]*>)?\(\s*['"`]([^'"`]+)/g;
const suiteRun = /\.run\(\)/g;

const count = (code: string, pattern: RegExp): number => [...code.matchAll(pattern)].length;

const pathsWhere = (wrong: (code: string) => boolean): readonly string[] =>
  files.filter(({ code }) => wrong(code)).map(({ path }) => path);

test('every test file makes a suite and runs each that it makes', () => {
  assert.ok(files.length > 10, 'the test files were found');
  assert.equal(
    pathsWhere((code) => count(code, suiteMade) !== count(code, suiteRun)),
    [],
  );
  assert.equal(
    pathsWhere((code) => count(code, suiteRun) === 0),
    [],
  );
});

// Allowed: `(condition ? test : test.skip)`, where something is missing that a machine may lack.
const marked = /(?<!\? test : )\b(?:\w*[tT]est|it|suite)\.(?:only|skip)\b/;

test('every test file is compiled, so that the run finds it', () => {
  const missing = filesBelow('test/src', '.test.ts')
    .map(({ path }) => path.replace('/src/', '/dist/').replace(/ts$/, 'js'))
    .filter((path) => !existsSync(new URL(path, root)));
  assert.equal(missing, []);
});

test('no test is marked only, and none is skipped without a condition', () => {
  assert.equal(
    pathsWhere((code) => marked.test(code)),
    [],
  );
  for (const word of ['only', 'skip']) assert.ok(marked.test(`test.${word}('a', () => {});`));
});

test('each suite has a name of its own', () => {
  const names = files.flatMap(({ text }) => [...text.matchAll(suiteNamed)].map((match) => match[1]));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  assert.equal(twice, []);
});

test('a test file is recognised by its ending: none would be left out by the run', () => {
  const strays = filesBelow('test/src', '.ts')
    .filter(({ path, text }) => !path.endsWith('.test.ts') && /from 'uvu'/.test(text))
    .map(({ path }) => path);
  assert.equal(strays, []);
});

test.run();
