// All tests with coverage; `npm test -- PART…` runs only the files whose path holds one of the parts, without coverage.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = process.argv.slice(2);

const node = (...args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return status ?? 1;
};

const tests = ['--enable-source-maps', 'test/dist/run.js', ...parts];
if (parts.length > 0) {
  process.exitCode = node(...tests);
} else {
  // Run by its own path, because node_modules/.bin holds shell scripts on Windows.
  const c8 = createRequire(import.meta.url).resolve('c8/bin/c8.js');
  const failed = node(c8, process.execPath, ...tests);
  process.exitCode = node('scripts/coverage.mjs') || failed;
}
