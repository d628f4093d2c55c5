import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';

/** The repository, whether this runs from test/dist or test/src. */
export const root = new URL('../../../', import.meta.url);

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const packages: readonly string[] = readdirSync(new URL('packages/', root)).sort();

export const readText = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every file below `folder` whose name ends as given, sorted. */
export const filesBelow = (folder: string, ending: string): readonly SourceFile[] => {
  const address = new URL(`${folder}/`, root);
  if (!existsSync(address)) return [];
  return readdirSync(address, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.split(sep).join('/')}`)
    .filter((path) => path.endsWith(ending) && !/(^|\/)(node_modules|dist|coverage)\//.test(path))
    .sort()
    .map((path) => ({ path, text: readText(path) }));
};

/** The source of every package, as it is published. */
export const packageSources = (): readonly SourceFile[] =>
  packages.flatMap((name) => filesBelow(`packages/${name}/src`, '.ts'));

/** Everything that this repository compiles. */
export const allSources = (): readonly SourceFile[] => [
  ...packageSources(),
  ...['benchmarks', 'examples', 'test'].flatMap((name) => filesBelow(`${name}/src`, '.ts')),
];

/** What a module imports or re-exports, dynamic imports included. */
export const importsOf = (text: string): readonly string[] => {
  const statement = /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm;
  const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statement), ...text.matchAll(dynamic)].flatMap((match) => match[1] ?? match[2] ?? []);
};

const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** Code alone: comments and the contents of strings are blanked, line breaks kept, so that words in prose don't count. */
export const codeOf = (text: string): string =>
  text.replace(token, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : "''"));
