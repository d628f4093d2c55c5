import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesBelow, importsOf, packages, readText, type SourceFile } from './source-files.ts';

const test = suite('contract: import direction');

/**
 * Which folders of the core each folder may import besides itself. Reading from the left, no later folder appears in an
 * earlier one's list, so there are no cycles.
 */
const order: readonly string[] = [
  'text',
  'paths',
  'regex',
  'ir',
  'resources',
  'validation',
  'manifests',
  'snapshot',
  'references',
  'gateways',
  'attachment',
  'policy',
  'effective',
  'status',
  'matcher',
  'decision',
  'engine',
  'explain',
];

/** Pairs that the order alone would allow and that are kept apart. */
const neighbours: readonly (readonly [string, string])[] = [
  ['policy', 'attachment'],
  ['regex', 'ir'],
  ['matcher', 'status'],
];

const folderOf = (path: string): string => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1] ?? 'index';

const resolved = (from: string, to: string): string => new URL(to, `file:///${from}`).pathname.slice(1);

const violations = ({ path, text }: SourceFile): readonly string[] =>
  importsOf(text)
    .filter((target) => target.startsWith('.'))
    .map((target) => folderOf(resolved(path, target)))
    .filter((target) => !mayImport(folderOf(path), target))
    .map((target) => `${path} imports from ${target}`);

const mayImport = (from: string, to: string): boolean => {
  if (from === to || from === 'index') return true;
  if (to === 'index' || to === 'manifests') return false;
  if (neighbours.some(([a, b]) => a === from && b === to)) return false;
  // The IR and the public types of the matcher's request are plain data that everybody shares.
  if (to === 'ir') return true;
  return rank(to) < rank(from);
};

const rank = (folder: string): number => order.indexOf(folder);

const core = filesBelow('packages/core/src', '.ts');

test('every folder of the core has a place in the order', () => {
  const folders = new Set(core.map(({ path }) => folderOf(path)));
  folders.delete('index');
  assert.equal(
    [...folders].filter((folder) => rank(folder) < 0),
    [],
  );
});

test('folders of the core import only folders before them', () => {
  assert.ok(core.length > 20, 'the core was found');
  assert.equal(core.flatMap(violations), []);
});

test('the reader of import lines finds what it should', () => {
  const text = [
    "import type { A } from '../a.ts';",
    "import * as z from 'zod';",
    "export { b } from './b.ts';",
    "import {\n  c,\n} from './c.ts';",
    "import './d.ts';",
    "const e = await import('./e.ts');",
    "// import x from 'not-this';",
  ].join('\n');
  assert.equal(importsOf(text), ['../a.ts', 'zod', './b.ts', './c.ts', './d.ts', './e.ts']);
  assert.equal(
    violations({ path: 'packages/core/src/ir/x.ts', text: "import { y } from '../engine/y.ts';" }).length,
    1,
  );
});

test('the core imports no module of Node', () => {
  const builtin =
    /^node:|^(assert|buffer|child_process|crypto|events|fs|http|https|http2|net|os|path|stream|tls|url|util)$/;
  const found = core.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((target) => builtin.test(target))
      .map((target) => `${path} imports ${target}`),
  );
  assert.equal(found, []);
});

/** Other workspace packages that each project may import. */
const projects: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/adapters-envoy': ['core'],
  'packages/adapters-node': ['core'],
  'packages/testing': ['core'],
  'packages/cli': ['core', 'adapters-envoy', 'adapters-node'],
  benchmarks: ['core', 'adapters-node', 'adapters-envoy', 'testing'],
  examples: ['core', 'adapters-node', 'testing'],
};

test('every package has a row in the table of projects', () => {
  assert.equal(
    packages.filter((name) => projects[`packages/${name}`] === undefined),
    [],
  );
});

test('packages import one another only by their public names, and only in one direction', () => {
  const found = Object.entries(projects).flatMap(([project, allowed]) => {
    const names = allowed.flatMap(publicNames);
    return filesBelow(`${project}/src`, '.ts').flatMap(({ path, text }) =>
      importsOf(text)
        .filter((target) => target.startsWith('@routeward/') && !names.includes(target))
        .map((target) => `${path} imports ${target}`),
    );
  });
  assert.equal(found, []);
});

const publicNames = (name: string): readonly string[] => {
  const { exports }: { exports: Record<string, unknown> } = JSON.parse(readText(`packages/${name}/package.json`));
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => `@routeward/${name}${path.slice(1)}`);
};

test('no relative import leaves its package', () => {
  const found = [...Object.keys(projects), 'test'].flatMap((project) =>
    filesBelow(`${project}/src`, '.ts').flatMap(({ path, text }) =>
      importsOf(text)
        .filter((target) => target.startsWith('.') && !resolved(path, target).startsWith(`${project}/src/`))
        .map((target) => `${path} imports ${target}`),
    ),
  );
  assert.equal(found, []);
});

test.run();
