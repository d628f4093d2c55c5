// Needs only node and npm: brings pnpm, installs what the lockfile says, builds.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'));

const run = (command, args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
};

/** True when the last install is newer than the lockfile and every manifest it was made from. */
const installed = () => {
  const marker = 'node_modules/.modules.yaml';
  if (!existsSync(marker)) return false;
  const made = statSync(marker).mtimeMs;
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'].every((file) => statSync(file).mtimeMs <= made);
};

if (!installed()) run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile']);
run('node_modules/.bin/tsc', ['-b']);
