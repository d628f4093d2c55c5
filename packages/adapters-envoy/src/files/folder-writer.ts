import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { subfolders } from './file-names.ts';

/** Names of files that are being written. */
const unfinished = /^\.routeward-/;

/** Key material is for the owner only. */
const modeOf = (file: string): number => (file.startsWith('sds/') ? 0o600 : 0o644);

/** A folder whose files change in one step each, and only when their content does. */
export class FolderWriter {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folders and takes away what an earlier run left unfinished. */
  async prepare(): Promise<void> {
    for (const sub of ['.', ...subfolders]) await mkdir(join(this.#folder, sub), { recursive: true, mode: 0o755 });
    for (const file of await readdir(this.#folder)) {
      if (unfinished.test(file)) await rm(join(this.#folder, file), { force: true });
    }
  }

  /** Says whether the file was written. */
  async write(file: string, content: string): Promise<boolean> {
    const path = join(this.#folder, file);
    if ((await readFile(path, 'utf8').catch(() => undefined)) === content) return false;
    this.#count += 1;
    const temporary = join(this.#folder, `.routeward-${process.pid}-${this.#count}`);
    await writeFile(temporary, content, { mode: modeOf(file) });
    // Envoy only notices a file that is moved to its place.
    await rename(temporary, path);
    return true;
  }

  /** Takes away the files of the subfolders that are not among those given. */
  async removeOthers(files: ReadonlySet<string>): Promise<void> {
    for (const sub of subfolders) {
      for (const name of await readdir(join(this.#folder, sub))) {
        if (!files.has(`${sub}/${name}`)) await rm(join(this.#folder, sub, name), { force: true });
      }
    }
  }
}
