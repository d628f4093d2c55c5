import type { EffectivePolicy } from './effective-policy.ts';
import { mergeLevels } from './merge.ts';
import type { MergeMode } from './merge-mode.ts';
import type { OwnValues } from './owned-part.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { PolicyLevel } from './policy-level.ts';

/** What levels come to in each mode, merged when it is first asked for. */
export class Merger {
  readonly #kind: PolicyKind;
  readonly #levels: readonly PolicyLevel[];
  readonly #own: OwnValues | undefined;
  readonly #merged = new Map<MergeMode, EffectivePolicy>();

  constructor(kind: PolicyKind, levels: readonly PolicyLevel[], own: OwnValues | undefined) {
    this.#kind = kind;
    this.#levels = levels;
    this.#own = own;
  }

  in(mode: MergeMode): EffectivePolicy {
    const known = this.#merged.get(mode);
    if (known) return known;
    const parts = this.#levels.map((level) => level.parts);
    const merged = mergeLevels(parts, this.#own, mode, this.#kind);
    this.#merged.set(mode, merged);
    return merged;
  }
}

interface ChainNode {
  readonly next: WeakMap<PolicyLevel, ChainNode>;
  merger: Merger | undefined;
}

const newNode = (): ChainNode => ({ next: new WeakMap(), merger: undefined });

/**
 * Mergers of chains of levels, each made once: 10,000 routes below one Gateway mostly share one chain. A chain goes
 * when one of its levels is replaced.
 */
export class EffectivePolicies {
  readonly #roots = new WeakMap<PolicyKind, ChainNode>();

  /** `levels` from the top down, all of one kind. */
  of(kind: PolicyKind, levels: readonly PolicyLevel[], own: OwnValues | undefined): Merger {
    // The object's own values are its own: nobody shares them.
    if (own) return new Merger(kind, levels, own);
    const node = this.#node(kind, levels);
    node.merger ??= new Merger(kind, levels, undefined);
    return node.merger;
  }

  #node(kind: PolicyKind, levels: readonly PolicyLevel[]): ChainNode {
    const root = this.#roots.get(kind) ?? newNode();
    this.#roots.set(kind, root);
    return levels.reduce((node, level) => nextNode(node, level), root);
  }
}

function nextNode({ next }: ChainNode, level: PolicyLevel): ChainNode {
  const known = next.get(level);
  if (known) return known;
  const fresh = newNode();
  next.set(level, fresh);
  return fresh;
}
