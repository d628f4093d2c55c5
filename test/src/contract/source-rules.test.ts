import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allSources, codeOf, filesBelow, packageSources, root, type SourceFile } from './source-files.ts';

const test = suite('contract: source rules');

const maximumLines = 400;

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const places = (
  { path, text }: SourceFile,
  pattern: RegExp,
  of: (text: string) => string = codeOf,
): readonly string[] =>
  [...of(text).matchAll(pattern)].map(({ index, 0: found }) => `${path}:${lineOf(of(text), index)} ${found.trim()}`);

const raw = (text: string): string => text;

const linted = (
  rules: readonly string[],
  args: readonly string[],
  input?: string,
): { status: number | null; output: string } => {
  const biome = createRequire(root).resolve('@biomejs/biome/bin/biome');
  const only = rules.map((rule) => `--only=${rule}`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--colors=off', ...only, ...args], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
  return { status, output: `${stdout}${stderr}` };
};

/** The linter reads types as the compiler does, which a pattern can't. */
const typeRules = ['suspicious/noExplicitAny', 'style/noNonNullAssertion', 'suspicious/noTsIgnore'];

test('no source says any, asserts that a value is there or ignores an error of the compiler', () => {
  const { status, output } = linted(typeRules, ['packages', 'benchmarks', 'examples', 'test']);
  assert.is(status, 0, output);
});

test('the linter would have seen it', () => {
  for (const text of ['export const a: any = 1;', 'export const b = (c?: string) => c!.length;']) {
    const { status, output } = linted(typeRules, ['--stdin-file-path=packages/core/src/x.ts'], text);
    assert.ok(status !== 0 || /noExplicitAny|noNonNullAssertion/.test(output), output);
  }
});

test('no source silences the compiler or the linter', () => {
  // Written in parts, so that this file does not find itself.
  const words = [
    '@ts-' + 'ignore',
    '@ts-' + 'expect-error',
    '@ts-' + 'nocheck',
    'biome-' + 'ignore',
    'eslint-' + 'disable',
  ];
  const found = allSources().flatMap((file) => words.flatMap((word) => places(file, new RegExp(word, 'g'), raw)));
  assert.equal(found, []);
});

test('no source casts through unknown', () => {
  assert.equal(
    allSources().flatMap((file) => places(file, /\bas unknown as\b/g)),
    [],
  );
});

test(`no source is longer than ${maximumLines} lines`, () => {
  const long = allSources()
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > maximumLines)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
  for (const line of long) console.log(line);
  assert.equal(long, []);
});

test('the core reads no clock, rolls no dice, writes no log and knows no platform', () => {
  const names =
    /\b(?:Date\.now|new Date\(\)|performance\.|Math\.random|console\.|process\.|Buffer\b|setTimeout|setInterval|setImmediate|queueMicrotask|globalThis|fetch\()/g;
  assert.equal(
    filesBelow('packages/core/src', '.ts').flatMap((file) => places(file, names)),
    [],
  );
});

test('no package keeps a folder or file named utils', () => {
  const found = packageSources().filter(({ path }) => /(^|\/)(utils?|helpers?|misc)(\/|\.ts$)/.test(path));
  assert.equal(
    found.map(({ path }) => path),
    [],
  );
});

test('the scan sees code and leaves words alone', () => {
  const file = { path: 'x.ts', text: "// console.log\nconst text = 'console.log';\nconsole.log(text);" };
  assert.equal(places(file, /console\./g), ['x.ts:3 console.']);
});

test.run();
