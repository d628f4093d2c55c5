import { readdirSync } from 'node:fs';

// Every *.test.js below this folder, in a fixed order: a file that is there can't be forgotten.
const here = new URL('.', import.meta.url);
const wanted = process.argv.slice(2);
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') || file.endsWith('.test.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
for (const file of files) await import(new URL(file, here).href);
