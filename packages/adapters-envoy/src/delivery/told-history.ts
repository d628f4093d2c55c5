import { digestText } from '../digest.ts';
import type { EnvoyResource } from '../resource.ts';

type Told = readonly EnvoyResource[];

/** Sets that are remembered: a client that comes back may have any of them. */
const most = 64;

const areSame = (a: Told, b: Told): boolean =>
  a.length === b.length && a.every((resource, index) => resource === b[index]);

/**
 * Sets of resources that clients were told, by a version made from their content: a client that comes back says which
 * version it has. Streams that are told the same share one.
 */
export class ToldHistory {
  /** The newest last. */
  readonly #told = new Map<string, Told>();
  #newest: { readonly version: string; readonly told: Told } | undefined;

  versionOf(told: Told): string {
    if (this.#newest && areSame(this.#newest.told, told)) return this.#newest.version;
    const version = digestText(told.map(({ name, version: own }) => `${name} ${own}`).join('\n'));
    this.#told.delete(version);
    this.#told.set(version, told);
    this.#newest = { version, told };
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= most) break;
      this.#told.delete(oldest);
    }
    return version;
  }

  find(version: string): Told | undefined {
    return this.#told.get(version);
  }
}
