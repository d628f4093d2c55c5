import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { serveDesyncPolicy } from './serve.ts';

const test = suite('smuggling: the shared cases');

/** Beside the checkout, not part of it. */
const folder = fileURLToPath(new URL('../../../../shared/smuggling/', import.meta.url));
const cases = `${folder}cases.json`;
const runner = `${folder}run.py`;

/** Python modules that were brought into the checkout's cache count, beside those of the system. */
const cached = fileURLToPath(new URL('../../../.cache/python', import.meta.url));
const env = { ...process.env, PYTHONPATH: [cached, process.env['PYTHONPATH']].filter(Boolean).join(delimiter) };

interface SharedCase {
  readonly id: string;
  readonly proto: string;
}

function whyNot(): string | undefined {
  if (!existsSync(cases) || !existsSync(runner)) return 'the cases are not beside this checkout';
  const python = spawnSync('python3', ['-c', 'import hpack'], { env });
  if (python.error !== undefined) return 'there is no python3';
  return python.status === 0 ? undefined : 'python3 has no module hpack';
}

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** The runner plays client and upstream; in a process of its own, because the proxy under test lives in this one. */
function run(port: number, upstream: number, only: string): Promise<Outcome> {
  const words = [runner, cases, '--port', String(port), '--upstream', String(upstream), '--only', only];
  const child = spawn('python3', words, { env });
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => child.kill(), 300_000);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(late);
      resolve({ status, output });
    });
  });
}

const reason = whyNot();
if (reason !== undefined) console.log(`smuggling: the shared cases are skipped: ${reason}`);

(reason === undefined ? test : test.skip)('every case over HTTP/1.1 passes', async () => {
  const document: { cases: SharedCase[] } = JSON.parse(readFileSync(cases, 'utf8'));
  const ids = document.cases.filter((one) => one.proto === 'h1').map((one) => one.id);
  assert.ok(ids.length > 100, `${ids.length} cases`);
  const upstreamPort = 22_001;
  const { plane, port } = await serveDesyncPolicy(upstreamPort);
  const { status, output } = await run(port, upstreamPort, `(?:${ids.join('|')})$`);
  await plane.close({ graceMs: 500 });
  assert.is(status, 0, output);
  assert.match(output, `${ids.length} of ${ids.length} cases as expected, 0 with an invariant broken`);
});

test.run();
