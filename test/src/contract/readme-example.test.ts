import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesBelow, packages, readText, root, type SourceFile } from './source-files.ts';

const test = suite('contract: README example');

interface Example {
  readonly code: string;
  /** What the document says that it prints; absent where it says nothing. */
  readonly output: string | undefined;
}

/** Blocks of JavaScript that import a package, each with the block of plain text behind it, where there is one. */
const examplesOf = (text: string): readonly Example[] =>
  [...text.matchAll(/```js\n(.*?)```\n(?:[^`]*?\n)?(?:```text\n(.*?)```)?/gs)].map((match) => ({
    code: match[1] ?? '',
    output: match[2],
  }));

/** Runs code as a module that may import what this test may import, from the root of the repository. */
const run = (
  code: string,
  name: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
  const file = fileURLToPath(new URL(`test/dist/${name}.mjs`, root));
  writeFileSync(file, code);
  try {
    return spawnSync(process.execPath, [file], {
      cwd: fileURLToPath(root),
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, NODE_V8_COVERAGE: '', NO_COLOR: '1' },
    });
  } finally {
    rmSync(file);
  }
};

const check = ({ path, text }: SourceFile): void => {
  for (const [index, { code, output }] of examplesOf(text).entries()) {
    if (output === undefined) continue;
    const { status, stdout, stderr } = run(code, `${path.replace(/\W/g, '-')}-${index}`);
    assert.is(status, 0, `${path}: ${stderr}`);
    assert.is(stdout, output, path);
  }
};

test('the first example of the README prints what the README says, in ten lines', () => {
  const [first] = examplesOf(readText('README.md'));
  assert.ok(first?.output !== undefined, 'an example with its output');
  const lines = first.code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import '));
  assert.ok(lines.length <= 10, `${lines.length} lines`);
  check({ path: 'README.md', text: readText('README.md') });
});

test('so do the examples of the other documents', () => {
  const readmes = packages.map((name) => `packages/${name}/README.md`);
  for (const path of readmes) check({ path, text: readText(path) });
  for (const file of filesBelow('docs', '.md')) check(file);
});

const routeward = (args: readonly string[]): { readonly stdout: string; readonly stderr: string } =>
  spawnSync(process.execPath, ['packages/cli/bin/routeward.js', ...args], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: '', NO_COLOR: '1' },
  });

test('the pieces of the README run one after the other, on what the first example made', () => {
  const [first, ...pieces] = examplesOf(readText('README.md'));
  const imports = [
    "import { createServer } from 'node:http';",
    "import { createMatchResult } from '@routeward/core';",
    "import { createGateway } from '@routeward/adapters-node';",
  ];
  // Any port: the one that the document names may be taken.
  const code = [...imports, first?.code, ...pieces.map((piece) => piece.code), 'server.close();', 'gateway.close();']
    .join('\n')
    .replace('server.listen(8080)', 'server.listen(0)');
  assert.ok(pieces.length >= 3, 'pieces were found');
  const { status, stdout, stderr } = run(code, 'README-pieces');
  assert.is(status, 0, stderr);
  assert.is(stdout.replace(first?.output ?? '', ''), 'HTTPRoute/shop/cart forward\nHTTPRoute cart\n');
});

/** The lines in a block of shell commands that call the command, with what the block behind says that they print. */
const commandsOf = (text: string): readonly Example[] =>
  [...text.matchAll(/```sh\n(npx routeward [^\n]+)\n```\n(?:[^`]*?\n)?```text\n(.*?)```/gs)].map((match) => ({
    code: match[1] ?? '',
    output: match[2],
  }));

test('the commands of the README print what the README says', () => {
  const commands = commandsOf(readText('README.md'));
  assert.ok(commands.length > 0, 'a command with its output');
  for (const { code, output } of commands) {
    const words = [...code.replace('npx routeward ', '').matchAll(/'([^']*)'|(\S+)/g)];
    const { stdout, stderr } = routeward(words.map((match) => match[1] ?? match[2] ?? ''));
    assert.is(stdout, output, `${code}\n${stderr}`);
  }
});

test('the picture is what the command draws', () => {
  const { stdout } = routeward(['graph', '-f', 'examples/manifests', '-o', 'svg']);
  const remedy = 'npx routeward graph -f examples/manifests -o svg > docs/example.svg';
  assert.ok(stdout === readText('docs/example.svg'), `docs/example.svg is old: ${remedy}`);
});

test.run();
