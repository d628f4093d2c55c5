// Packs every package as it would be published, checks the tarballs, and uses them from an empty folder.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'routeward-packages-'));
let failed = false;

const attempt = (label, command, args, cwd = root) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  const ok = status === 0;
  if (!ok) {
    failed = true;
    console.error(`${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
  }
  console.log(`${ok ? 'ok' : 'FAILED'}: ${label}`);
  return ok;
};

/** What must and must not be in a tarball. */
const checkContents = (tarball) => {
  const files = execFileSync('tar', ['-tzf', join(folder, tarball)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const missing = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts'].filter(
    (file) => !files.includes(`package/${file}`),
  );
  const stray = files.filter((file) => /\.tsbuildinfo$|\.test\.|node_modules/.test(file));
  if (missing.length + stray.length > 0) failed = true;
  console.log(
    `${tarball}: ${files.length} files; missing: ${missing.join(', ') || 'none'}; stray: ${stray.join(', ') || 'none'}`,
  );
};

const consumer = `
import { createEngine } from '@routeward/core';
import * as manifests from '@routeward/core/manifests';
import * as node from '@routeward/adapters-node';
import * as testing from '@routeward/testing';
const engine = createEngine();
if (engine.configuration.gateways.length !== 0) throw new Error('an empty engine has gateways');
for (const [name, module] of Object.entries({ manifests, node, testing })) {
  if (Object.keys(module).length === 0) throw new Error(name + ' exports nothing');
}
`;

/** Published packages meet their dependencies through the registry, not through this workspace. */
const useTarballs = (tarballs) => {
  const dependencies = Object.fromEntries(
    tarballs.map((file) => [`@routeward/${/^routeward-(.*)-\d+\.\d+\.\d+/.exec(file)[1]}`, `file:${file}`]),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  writeFileSync(join(folder, 'consumer.js'), consumer);
  if (!attempt('install from tarballs', 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], folder))
    return;
  attempt('import every package', process.execPath, ['consumer.js'], folder);
  attempt('the command answers', join('node_modules', '.bin', 'routeward'), ['--help'], folder);
};

const bin = (name) => join(root, 'node_modules', '.bin', name);
const pack = ['--yes', packageManager, '-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
if (attempt('pack', 'npx', pack)) {
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  for (const tarball of tarballs) {
    checkContents(tarball);
    attempt(`publint ${tarball}`, bin('publint'), ['--strict', join(folder, tarball)]);
    attempt(`attw ${tarball}`, bin('attw'), ['--profile', 'esm-only', join(folder, tarball)]);
  }
  useTarballs(tarballs);
}
rmSync(folder, { recursive: true });
process.exitCode = failed ? 1 : 0;
