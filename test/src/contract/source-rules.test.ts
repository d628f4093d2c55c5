import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allSources, codeOf, filesBelow, packageSources, type SourceFile } from './source-files.ts';

const test = suite('contract: source rules');

const maximumLines = 400;

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const places = (
  { path, text }: SourceFile,
  pattern: RegExp,
  of: (text: string) => string = codeOf,
): readonly string[] =>
  [...of(text).matchAll(pattern)].map(({ index, 0: found }) => `${path}:${lineOf(text, index)} ${found.trim()}`);

const raw = (text: string): string => text;

const explicitAny = /(?:[:<,|&=]|=>|\bas|\bextends)\s*any\b(?!\s*[:(.'])/g;

test('no source says any', () => {
  assert.equal(
    allSources().flatMap((file) => places(file, explicitAny)),
    [],
  );
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

test('no source casts through unknown or asserts that a value is there', () => {
  const patterns = [/\bas unknown as\b/g, /[\w)\]]!(?=[.;,)\]])/g];
  const found = allSources().flatMap((file) => patterns.flatMap((pattern) => places(file, pattern)));
  assert.equal(found, []);
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
    /\b(?:Date\.now|new Date\(\)|performance\.|Math\.random|console\.|process\.|Buffer\b|setTimeout|setInterval|setImmediate|queueMicrotask|globalThis|window\b|document\b|fetch\()/g;
  assert.equal(
    filesBelow('packages/core/src', '.ts').flatMap((file) => places(file, names)),
    [],
  );
});

test('no package keeps a folder or file named utils', () => {
  const found = packageSources().filter(({ path }) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(path));
  assert.equal(
    found.map(({ path }) => path),
    [],
  );
});

test('the scan sees what it must and not what it must not', () => {
  const bad = 'const a: any = 1; f(x as any); type B = Record<string, any>;';
  assert.is(places({ path: 'x.ts', text: bad }, explicitAny).length, 3);
  const good =
    "// takes any: value\nconst text = 'host: any';\nconst f = (any: string) => any.length; type C = { any: 1 };";
  assert.equal(places({ path: 'x.ts', text: good }, explicitAny), []);
});

test.run();
