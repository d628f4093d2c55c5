import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../usage-error.ts';

/** One manifest file; `file` is the name that problems show. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** The files behind some `-f` arguments, and the folders to watch for changes of them. */
export interface ManifestFiles {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const isManifest = (name: string): boolean => /\.(ya?ml|json)$/i.test(name);

const reason = (error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'no such file or folder' : String(error);

/** Hidden entries are left out: a mounted ConfigMap keeps its older versions in such folders. */
function walk(folder: string, seen: Set<string>, found: { files: string[]; folders: string[] }): void {
  const real = realpathSync(folder);
  if (seen.has(real)) return;
  seen.add(real);
  found.folders.push(folder);
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) walk(path, seen, found);
    else if (stat?.isFile() && isManifest(name)) found.files.push(path);
  }
}

/** Files as given, folders with what lies below them in the order of their names; a file named twice counts once. */
export function findManifests(paths: readonly string[]): ManifestFiles {
  const found: { files: string[]; folders: string[] } = { files: [], folders: [] };
  const seen = new Set<string>();
  for (const path of paths) {
    if (path === '-') found.files.push(path);
    else
      try {
        if (statSync(path).isDirectory()) walk(path, seen, found);
        else {
          found.files.push(path);
          found.folders.push(dirname(path));
        }
      } catch (error) {
        throw new UsageError(`can't read ${path}: ${reason(error)}`);
      }
  }
  const real = (file: string): string => (file === '-' ? file : realpathSync(file));
  const files = [...new Map(found.files.map((file) => [real(file), file] as const).reverse()).values()].reverse();
  return { files, folders: [...new Set(found.folders)] };
}

async function readStandardInput(io: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.readInput()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16 with its mark, as PowerShell's `>` writes it. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}

/** Reads what the `-f` arguments name. */
export async function readManifests(paths: readonly string[], io: Io): Promise<ManifestText[]> {
  if (paths.length === 0) throw new UsageError('-f PATH is missing: a file, a folder or - for standard input');
  const { files } = findManifests(paths);
  if (files.length === 0) throw new UsageError(`no .yaml, .yml or .json file in ${paths.join(', ')}`);
  const texts: ManifestText[] = [];
  for (const file of files) {
    const bytes = file === '-' ? await readStandardInput(io) : readFileSync(file);
    texts.push({ file, text: decode(bytes) });
  }
  return texts;
}
