import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from 'uvu/run';

// Every *.test.js below this folder, in a fixed order: a file that is there can't be forgotten. All are loaded before
// the first one runs, and then they run one after another: uvu left to itself would start each at its import, and the
// suites that keep the processor busy would let those that wait for sockets run out of time.
const here = new URL('.', import.meta.url);
const wanted = process.argv.slice(2);
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') || file.endsWith('.test.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) throw new Error(`no test file whose path holds ${wanted.join(' or ')}`);
await run(
  files.map((name) => ({ name, file: fileURLToPath(new URL(name, here)) })),
  { bail: false },
);
