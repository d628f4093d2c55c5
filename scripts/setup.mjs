// Needs only node and npm: brings pnpm, installs what the lockfile says, builds everything, or the projects that are
// named and what they need. Messages go to stderr, so that whatever runs afterwards keeps stdout to itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

const stop = (message, status = 1) => {
  console.error(message);
  process.exit(status);
};

// Run inside another npx (`npx -p node@24 …`), the inner one would take that one's packages for its own.
const { npm_config_package: _package, npm_config_call: _call, ...env } = process.env;

/** `shell` is for npx alone, which is a script (npx.cmd) on Windows. */
const run = (command, args, shell = false) => {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2], shell, env });
  if (error) stop(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
};

const timed = (label, work) => {
  const start = performance.now();
  console.error(`${label} …`);
  work();
  console.error(`${label}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
};

const requireNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    stop(`Routeward needs Node ${manifest.engines.node}; this is ${process.version}.`);
  }
};

/** Folders with a package.json of their own. */
const projects = () => [
  ...readdirSync('packages').map((name) => join('packages', name)),
  ...['benchmarks', 'examples', 'test'],
];

const stampFile = join('node_modules', '.routeward-setup');

/** A digest, not a modification time: a checkout of an older commit must install as well. */
const stamp = () => {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  const files = ['.', ...projects()].map((folder) => join(folder, 'package.json')).filter((file) => existsSync(file));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...files]) hash.update(readFileSync(file));
  return hash.digest('hex');
};

const installed = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();

const install = () => {
  run('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile'], process.platform === 'win32');
  writeFileSync(stampFile, stamp());
};

/** Output whose source is gone would still be run, packed and counted. */
const prune = (project) => {
  const dist = join(project, 'dist');
  if (!existsSync(dist)) return;
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(file)?.[1];
    if (source !== undefined && !existsSync(join(project, 'src', `${source}.ts`))) rmSync(join(dist, file));
  }
};

requireNode();
if (!installed()) timed('Installing the dependencies', install);
for (const project of projects()) prune(project);
run(process.execPath, [join('scripts', 'envoy-protos.mjs')]);
timed('Building', () =>
  run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...process.argv.slice(2)]),
);
