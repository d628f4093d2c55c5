// Runs the built core unchanged under Bun and Deno: those on the PATH, else from their npm packages, else not at all.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../test/portability/', import.meta.url));
const minutes = 4;

const runtimes = [
  { name: 'bun', npm: 'bun@1.4.5', args: ['run', 'decide.mjs'] },
  { name: 'deno', npm: 'deno@2.9.6', args: ['run', '-A', 'decide.mjs'] },
];

const run = (command, args) => spawnSync(command, args, { cwd, encoding: 'utf8', timeout: minutes * 60_000 });

const commandOf = ({ name, npm }) =>
  [[name], ['npx', '--yes', npm]].find(([command, ...args]) => run(command, [...args, '--version']).status === 0);

for (const runtime of runtimes) {
  const command = commandOf(runtime);
  if (command === undefined) {
    console.log(`skipped: ${runtime.name}, which is not installed and could not be fetched`);
    continue;
  }
  const { status, stdout, stderr } = run(command[0], [...command.slice(1), ...runtime.args]);
  console.log(`${runtime.name}: ${stdout.trim() || stderr.trim()}`);
  if (status !== 0) process.exitCode = 1;
}
