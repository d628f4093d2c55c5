// Holds the core to its thresholds and prints a table of every package: c8 knows only one threshold for all.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const thresholds = { core: { lines: 95, branches: 90 } };
const worstShown = 8;

const root = fileURLToPath(new URL('..', import.meta.url));
const summary = JSON.parse(readFileSync(new URL('../coverage/coverage-summary.json', import.meta.url), 'utf8'));
const packageOf = (file) => /^packages[\\/]([^\\/]+)/.exec(file)?.[1];

/** A module of types alone leaves nothing to run: it is never loaded, and no line of it can be covered. */
const onlyTypes = (file) => {
  const output = join(root, file.replace(/([\\/])src([\\/])/, '$1dist$2').replace(/\.ts$/, '.js'));
  return (
    existsSync(output) &&
    /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*export \{\};\s*(?:\/\/.*)?\s*$/.test(readFileSync(output, 'utf8'))
  );
};

const files = Object.entries(summary)
  .filter(([file]) => file !== 'total')
  .map(([file, counts]) => ({ file: relative(root, file), ...counts }))
  .filter(({ file }) => packageOf(file) !== undefined && !onlyTypes(file));

const percent = (members, what) => {
  const total = members.reduce((sum, member) => sum + member[what].total, 0);
  const covered = members.reduce((sum, member) => sum + member[what].covered, 0);
  return total === 0 ? 100 : (100 * covered) / total;
};

const showWorst = (members, what) => {
  const missed = (member) => member[what].total - member[what].covered;
  for (const member of [...members].sort((a, b) => missed(b) - missed(a)).slice(0, worstShown)) {
    console.log(`  ${member.file}: ${missed(member)} of ${member[what].total} ${what} not covered`);
  }
};

const below = (members, limits = {}) =>
  Object.entries(limits).filter(([what, limit]) => {
    const reached = percent(members, what);
    if (reached >= limit) return false;
    console.log(`  ${what} ${reached.toFixed(2)} % is below ${limit} %; most is missing in:`);
    showWorst(members, what);
    return true;
  });

let failed = false;
console.log('coverage        lines  branches');
for (const name of [...new Set(files.map(({ file }) => packageOf(file)))].sort()) {
  const members = files.filter(({ file }) => packageOf(file) === name);
  const column = (what) => `${percent(members, what).toFixed(1)} %`.padStart(8);
  console.log(`${name.padEnd(13)}${column('lines')}  ${column('branches')}`);
  if (below(members, thresholds[name]).length > 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
