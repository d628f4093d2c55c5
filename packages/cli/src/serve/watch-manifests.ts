import { type FSWatcher, watch } from 'node:fs';
import { findManifests } from '../input/read-files.ts';
import { UsageError } from '../usage-error.ts';

/** Milliseconds of quiet before a change counts: editors write a file in several steps. */
const quiet = 100;

/** Milliseconds until paths that went away are looked for again. */
const retry = 500;

/**
 * Calls `changed` after files behind the paths came, went or were written. Folders are watched, not files, since
 * editors and mounted ConfigMaps replace files by renaming. The answer ends it.
 */
export function watchManifests(paths: readonly string[], changed: () => void): () => void {
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  const later = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (open()) changed();
    }, delay);
  };
  const close = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const open = (): boolean => {
    close();
    try {
      for (const folder of findManifests(paths.filter((path) => path !== '-')).folders) {
        watchers.push(watch(folder, () => later(quiet)).on('error', () => later(retry)));
      }
    } catch (error) {
      // A path is gone for a moment, as while a folder is replaced.
      if (!(error instanceof UsageError)) throw error;
      later(retry);
      return false;
    }
    return true;
  };
  open();
  return () => {
    clearTimeout(timer);
    close();
  };
}
