// Every check, one after another. A failing step does not stop the next ones; the last line counts passed and failed:
// each step is one, and each test of the test run is one more.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const minute = 60_000;

const bin = (name) => `node_modules/.bin/${name}`;

const steps = [
  { name: 'install and build', command: ['node', 'scripts/setup.mjs'], limit: 10 },
  { name: 'tools that some tests use', command: ['node', 'scripts/test-tools.mjs'], limit: 5 },
  { name: 'tests', command: ['npm', 'test'], limit: 25 },
  { name: 'types, everything anew', command: [bin('tsc'), '-b', '--force'] },
  { name: 'lint and format', command: [bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'] },
  { name: 'unused code and dependencies', command: [bin('knip')] },
  { name: 'API reports', command: ['node', 'scripts/api.mjs', '--check'] },
  { name: 'packed packages', command: ['node', 'scripts/packages.mjs'], limit: 10 },
  { name: 'change notes', command: ['node', 'scripts/change-notes.mjs'] },
  { name: 'Bun and Deno', command: ['node', 'scripts/portability.mjs'], limit: 10 },
  { name: 'benchmarks, smoke run', command: ['npm', 'run', 'bench', '--', '--smoke'], limit: 10 },
];

/** Runs a step in a process group of its own, shows what it prints and gives it back with the exit status. */
const run = ([command, ...args], limit = 5) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    const keep = (stream) => (chunk) => {
      output += chunk;
      stream.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', keep(process.stdout));
    child.stderr.setEncoding('utf8').on('data', keep(process.stderr));
    const timer = setTimeout(() => {
      output += `\nended after ${limit} minutes`;
      process.kill(-child.pid, 'SIGKILL');
    }, limit * minute);
    const end = (ok) => {
      clearTimeout(timer);
      resolve({ ok, output: stripVTControlCharacters(output) });
    };
    child.on('error', (error) => {
      output += `\n${error.message}`;
      end(false);
    });
    child.on('close', (status) => end(status === 0));
  });

const sum = (text, word) =>
  [...text.matchAll(new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'gm'))].reduce((total, match) => total + Number(match[1]), 0);

/** The totals that uvu prints; a run that broke off before them counts nothing, and its step fails. */
const testCounts = (output) => {
  const passed = sum(output, 'Passed');
  return { passed, failed: sum(output, 'Total') - passed - sum(output, 'Skipped') };
};

/** What tests and steps say that they left out. */
const skips = (output) =>
  output
    .split('\n')
    .filter((line) => /^\s*skip(?:ped|s)?\b|\bskipped: /i.test(line) && !/Skipped:\s+\d+\s*$/.test(line));

const announceAbsent = () =>
  ['corpus', 'smuggling']
    .filter((name) => !existsSync(new URL(`../../shared/${name}`, import.meta.url)))
    .map((name) => `skipped: whatever reads ../shared/${name}, which is not beside this repository`);

const main = async () => {
  const results = [];
  const skipped = announceAbsent();
  const counts = { passed: 0, failed: 0 };
  for (const { name, command, limit } of steps) {
    console.log(`\n=== ${name}: ${command.join(' ')}`);
    const start = performance.now();
    const { ok, output } = await run(command, limit);
    const seconds = (performance.now() - start) / 1000;
    const tests = name === 'tests' ? testCounts(output) : { passed: 0, failed: 0 };
    counts.passed += tests.passed + (ok ? 1 : 0);
    counts.failed += tests.failed + (ok ? 0 : 1);
    skipped.push(...skips(output).map((line) => line.trim()));
    results.push({ name, ok, seconds });
  }
  console.log('\n=== summary');
  for (const { name, ok, seconds } of results) {
    console.log(`${ok ? 'passed' : 'FAILED'}  ${`${seconds.toFixed(1)} s`.padStart(8)}  ${name}`);
  }
  for (const line of new Set(skipped)) console.log(line);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
