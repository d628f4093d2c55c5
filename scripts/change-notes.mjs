// A release needs a note: either one waits in .changeset, or every package's changelog already knows its version.
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');

const waiting = readdirSync(new URL('.changeset/', root)).filter(
  (file) => file.endsWith('.md') && file !== 'README.md',
);
for (const file of waiting) {
  if (!/^---\n("@routeward\/[a-z-]+": (major|minor|patch)\n)*---\n\s*\S/.test(read(`.changeset/${file}`))) {
    console.error(`.changeset/${file}: no front matter with packages and sizes, or no text`);
    process.exitCode = 1;
  }
}
const unnoted = readdirSync(new URL('packages/', root)).filter((name) => {
  const { version } = JSON.parse(read(`packages/${name}/package.json`));
  return !read(`packages/${name}/CHANGELOG.md`).includes(`\n## ${version}\n`);
});
if (unnoted.length > 0 && waiting.length === 0) {
  console.error(`No note waits in .changeset, and these changelogs lack the current version: ${unnoted.join(', ')}`);
  process.exitCode = 1;
}
console.log(`${waiting.length} notes wait; ${unnoted.length} packages without an entry for their version`);
