import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import type { MergeMode } from '../policy/merge-mode.ts';
import type { Scope } from '../policy/scope.ts';
import { SortedTable } from './sorted-table.ts';

/** The scopes of one object, with what they are in the modes that were asked for. */
interface ObjectScopes {
  readonly scopes: readonly Scope[];
  readonly told: { [mode in MergeMode]?: readonly EffectivePolicyScope[] };
}

function toldIn({ scopes, told }: ObjectScopes, mode: MergeMode): readonly EffectivePolicyScope[] {
  const known = told[mode];
  if (known) return known;
  const list = scopes.map((scope) => scope.in(mode));
  told[mode] = list;
  return list;
}

/** All scopes by the object that they are about, and the lists of them that were asked for. */
export class ScopeBook {
  readonly #scopes = new SortedTable<ObjectScopes>();
  readonly #lists = new Map<MergeMode, readonly EffectivePolicyScope[]>();

  set(object: string, scopes: readonly Scope[]): void {
    if (scopes.length === 0 && !this.#scopes.get(object)) return;
    if (scopes.length > 0) this.#scopes.set(object, { scopes, told: {} });
    else this.#scopes.delete(object);
    this.#lists.clear();
  }

  /** In the order of the objects that they are about: by kind, namespace and name. */
  list(mode: MergeMode): readonly EffectivePolicyScope[] {
    const known = this.#lists.get(mode);
    if (known) return known;
    const list: EffectivePolicyScope[] = [];
    for (const scopes of this.#scopes.list()) for (const scope of toldIn(scopes, mode)) list.push(scope);
    this.#lists.set(mode, Object.freeze(list));
    return list;
  }
}
