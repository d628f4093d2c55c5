import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './source-files.ts';

const test = suite('contract: browser bundle');

const scenarioFile = fileURLToPath(new URL('test/portability/scenario.mjs', root));

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [scenarioFile],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'routeward',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};

test('the core bundles for a browser without a module of Node', async () => {
  // esbuild itself fails where a module of Node is imported for the browser; what is left is what was hidden from it.
  const text = await bundle();
  assert.not.match(text, /["']node:[a-z/]+["']|\brequire\(["'](?:fs|path|crypto|util|stream|http|net)["']\)/);
});

test('the bundle decides a request in a context with the language alone', async () => {
  // TextEncoder and URL are in every browser, worker and runtime; nothing else is lent, no process, no Buffer, no timer.
  const context = createContext({ TextEncoder, TextDecoder, URL });
  const answer: unknown = runInContext(`${await bundle()}\n[routeward.scenario(), routeward.expected]`, context);
  assert.ok(Array.isArray(answer) || typeof answer === 'object');
  const [got, wanted] = JSON.parse(JSON.stringify(answer));
  assert.is(got, wanted);
});

test('the same scenario runs on Node from the built files', () => {
  const { status, stderr } = spawnSync(process.execPath, ['decide.mjs'], {
    cwd: fileURLToPath(new URL('test/portability/', root)),
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: '' },
  });
  assert.is(status, 0, stderr);
});

test.run();
