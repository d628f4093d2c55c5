import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import { type MergeMode, mergeModes } from '../policy/merge-mode.ts';
import { SortedTable } from './sorted-table.ts';

/** Scopes of one object in one mode. */
export type ReadScopes = (key: string, mode: MergeMode) => readonly EffectivePolicyScope[];

interface ModeBook {
  readonly scopes: SortedTable<readonly EffectivePolicyScope[]>;
  readonly stale: Set<string>;
  list: readonly EffectivePolicyScope[] | undefined;
}

/** All scopes by object, in each mode that was ever asked for; what changed is read again when it is asked for. */
export class ScopeBook {
  readonly #read: ReadScopes;
  readonly #modes = new Map<MergeMode, ModeBook>();
  readonly #objects = new Set<string>();

  constructor(read: ReadScopes) {
    this.#read = read;
  }

  /** The scopes of these objects may be others now. */
  touch(objects: Iterable<string>): void {
    for (const key of objects) {
      this.#objects.add(key);
      for (const mode of mergeModes) this.#modes.get(mode)?.stale.add(key);
    }
  }

  /** In the order of the objects that they are about: by kind, namespace and name. */
  list(mode: MergeMode): readonly EffectivePolicyScope[] {
    const book = this.#book(mode);
    for (const key of book.stale) {
      const scopes = this.#read(key, mode);
      if (scopes.length > 0) book.scopes.set(key, scopes);
      else book.scopes.delete(key);
    }
    if (book.stale.size > 0) book.list = undefined;
    book.stale.clear();
    book.list ??= Object.freeze(book.scopes.list().flat());
    return book.list;
  }

  of(key: string, mode: MergeMode): readonly EffectivePolicyScope[] {
    const book = this.#modes.get(mode);
    const known = book && !book.stale.has(key) ? book.scopes.get(key) : undefined;
    return known ?? this.#read(key, mode);
  }

  #book(mode: MergeMode): ModeBook {
    const known = this.#modes.get(mode);
    if (known) return known;
    const book: ModeBook = { scopes: new SortedTable(), stale: new Set(this.#objects), list: undefined };
    this.#modes.set(mode, book);
    return book;
  }
}
