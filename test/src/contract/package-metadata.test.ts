import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packages, readText, root } from './source-files.ts';

const test = suite('contract: package metadata');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly type: string;
  readonly sideEffects: boolean;
  readonly engines: { readonly node: string };
  readonly files: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
}

const manifestOf = (name: string): Manifest => JSON.parse(readText(`packages/${name}/package.json`));

for (const name of packages) {
  test(`${name} says what it is, what it needs and under which terms`, () => {
    const manifest = manifestOf(name);
    assert.is(manifest.name, `@routeward/${name}`);
    assert.is(manifest.license, 'Apache-2.0');
    assert.ok(manifest.description.length > 20);
    assert.is(manifest.type, 'module');
    assert.is(manifest.sideEffects, false);
    assert.is(manifest.engines.node, '>=20.19.0');
    assert.is(readText(`packages/${name}/LICENSE`), readText('LICENSE'));
    assert.ok(readText(`packages/${name}/README.md`).startsWith(`# ${manifest.name}\n`));
  });

  test(`${name} takes versions from the catalog and the workspace only`, () => {
    const odd = Object.entries(manifestOf(name).dependencies ?? {}).filter(
      ([dependency, range]) => range !== (dependency.startsWith('@routeward/') ? 'workspace:^' : 'catalog:'),
    );
    assert.equal(odd, []);
  });

  test(`${name} has a changelog that knows its version`, () => {
    assert.match(readText(`packages/${name}/CHANGELOG.md`), `\n## ${manifestOf(name).version}\n`);
  });

  test(`${name} has an API report for each of its entry points`, () => {
    const entries = Object.keys(manifestOf(name).exports).filter((path) => path !== './package.json');
    const missing = entries
      .map((path) => `api/${[name, ...path.split('/').slice(1)].join('-')}.api.md`)
      .filter((report) => !existsSync(new URL(report, root)));
    assert.equal(missing, []);
  });
}

test('all packages share one version', () => {
  assert.is(new Set(packages.map((name) => manifestOf(name).version)).size, 1);
});

test.run();
