import { existsSync, readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesBelow, packages, readText, root, type SourceFile } from './source-files.ts';

const test = suite('contract: documents');

const documents: readonly SourceFile[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].map((path) => ({ path, text: readText(path) })),
  ...filesBelow('docs', '.md'),
  ...packages.map((name) => ({ path: `packages/${name}/README.md`, text: readText(`packages/${name}/README.md`) })),
];

const resolved = (from: string, to: string): string => new URL(to, new URL(from, root)).pathname;

/** Headings as the anchors that they get when shown. */
const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const brokenLinks = ({ path, text }: SourceFile): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      if (file !== '' && !existsSync(resolved(path, file))) return true;
      if (anchor === undefined) return false;
      const there = file === '' ? text : readText(resolved(path, file).slice(root.pathname.length));
      return !anchors(there).includes(anchor);
    })
    .map((target) => `${path}: ${target}`);

test('every link and picture leads to a file and a heading that is there', () => {
  assert.equal(documents.flatMap(brokenLinks), []);
});

test('every file that a document names in code marks is there', () => {
  const named = /`((?:test|docs|packages|scripts|benchmarks|examples|api)\/[\w./-]+\.(?:ts|mjs|md|json|yaml|svg))`/g;
  const missing = documents.flatMap(({ path, text }) =>
    [...text.matchAll(named)]
      .map((match) => match[1] ?? '')
      .filter((file) => !existsSync(new URL(file, root)))
      .map((file) => `${path}: ${file}`),
  );
  assert.equal(missing, []);
});

test('every npm script that a document names exists, and every script is told to contributors', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readText('package.json'));
  const unknown = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/npm run ([\w:-]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => scripts[name] === undefined)
      .map((name) => `${path}: ${name}`),
  );
  assert.equal(unknown, []);
  const told = readText('CONTRIBUTING.md');
  const untold = Object.keys(scripts).filter((name) => !new RegExp(`\`npm (run )?${name}[ \`]`).test(told));
  assert.equal(untold, []);
});

const testPaths = (text: string): readonly string[] =>
  [...text.matchAll(/`(test\/(?:src|cases)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');

test('every test that a document names is there', () => {
  const missing = documents.flatMap(({ path, text }) =>
    testPaths(text)
      .filter((file) => !existsSync(new URL(file, root)))
      .map((file) => `${path}: ${file}`),
  );
  assert.equal(missing, []);
});

test('every decision names a test', () => {
  const sections = readText('docs/decisions.md').split(/^## /m).slice(1);
  assert.ok(sections.length > 10, 'decisions were found');
  const untested = sections.filter((section) => testPaths(section).length === 0);
  assert.equal(
    untested.map((section) => section.split('\n')[0]),
    [],
  );
});

test('every threat names a test', () => {
  const rows = readText('docs/security.md')
    .split('\n')
    .filter((line) => /^\| (?!threat\b|-)/.test(line));
  assert.ok(rows.length > 10, 'threats were found');
  assert.equal(
    rows.filter((row) => testPaths(row).length === 0),
    [],
  );
});

test('the command page knows every command and every flag that the command knows', () => {
  const program =
    readText('packages/cli/src/program.ts') +
    filesBelow('packages/cli/src', 'flags.ts')
      .map(({ text }) => text)
      .join('\n');
  const page = readText('docs/command.md');
  const commands = [...program.matchAll(/\.command\('([\w-]+)'/g)].map((match) => match[1] ?? '');
  const flags = [...program.matchAll(/'(?:-\w, )?(--[\w-]+)[ ']/g)].map((match) => match[1] ?? '');
  assert.ok(commands.length >= 8 && flags.length >= 8, 'commands and flags were found');
  assert.equal(
    commands.filter((name) => !page.includes(`## ${name}\n`)),
    [],
  );
  assert.equal(
    [...new Set(flags)].filter((flag) => !new RegExp(`${flag}[ \`\\]=…]`).test(page)),
    [],
  );
});

test('the architecture page knows every folder of the core and every package', () => {
  const page = readText('docs/architecture.md');
  const folders = readdirSync(new URL('packages/core/src/', root)).filter((name) => !name.endsWith('.ts'));
  const missing = [...folders, ...packages.map((name) => `packages/${name}`)].filter(
    (name) => !page.includes(`\`${name}\``),
  );
  assert.equal(missing, []);
});

test.run();
