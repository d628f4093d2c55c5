import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import { type MergeMode, mergeModes } from '../policy/merge-mode.ts';
import { SortedTable } from './sorted-table.ts';

/** Scopes of one object in one mode. */
export type ReadScopes = (key: string, mode: MergeMode) => readonly EffectivePolicyScope[];

const none: readonly EffectivePolicyScope[] = Object.freeze([]);

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
    for (const key of book.stale) this.#refresh(book, key, mode);
    book.list ??= flattened(book.scopes.list());
    return book.list;
  }

  /** Of one object. */
  of(key: string, mode: MergeMode): readonly EffectivePolicyScope[] {
    const book = this.#book(mode);
    if (book.stale.has(key)) this.#refresh(book, key, mode);
    return book.scopes.get(key) ?? none;
  }

  #refresh(book: ModeBook, key: string, mode: MergeMode): void {
    const scopes = this.#read(key, mode);
    if (scopes.length > 0) book.scopes.set(key, scopes);
    else {
      book.scopes.delete(key);
      // Whether there are scopes is the same in every mode.
      this.#objects.delete(key);
    }
    book.stale.delete(key);
    book.list = undefined;
  }

  #book(mode: MergeMode): ModeBook {
    const known = this.#modes.get(mode);
    if (known) return known;
    const book: ModeBook = { scopes: new SortedTable(), stale: new Set(this.#objects), list: undefined };
    this.#modes.set(mode, book);
    return book;
  }
}

/** `flat` takes many times as long. */
function flattened(lists: readonly (readonly EffectivePolicyScope[])[]): readonly EffectivePolicyScope[] {
  const all: EffectivePolicyScope[] = [];
  for (const list of lists) for (const scope of list) all.push(scope);
  return Object.freeze(all);
}
