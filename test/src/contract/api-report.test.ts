import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './source-files.ts';

const test = suite('contract: API report');

test('what the packages export is what api/ says', () => {
  // Coverage of a tool in a process of its own says nothing about the packages.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/api.mjs', '--check'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    env,
  });
  assert.is(status, 0, `${stdout}${stderr}`);
});

test.run();
