import type { EffectivePolicy } from './effective-policy.ts';
import { mergeLevels } from './merge.ts';
import type { MergeMode } from './merge-mode.ts';
import type { OwnValues } from './owned-part.ts';
import type { PolicyKind } from './policy-kind.ts';
import type { PolicyLevel } from './policy-level.ts';

interface ChainNode {
  readonly next: WeakMap<PolicyLevel, ChainNode>;
  readonly merged: Map<MergeMode, EffectivePolicy>;
}

const newNode = (): ChainNode => ({ next: new WeakMap(), merged: new Map() });

/**
 * What chains of levels come to, each computed once: 10,000 routes below one Gateway mostly share one chain. A chain
 * goes when one of its levels is replaced.
 */
export class EffectivePolicies {
  readonly #roots = new WeakMap<PolicyKind, ChainNode>();

  /** `levels` from the top down, all of one kind. */
  merge(
    kind: PolicyKind,
    levels: readonly PolicyLevel[],
    own: OwnValues | undefined,
    mode: MergeMode,
  ): EffectivePolicy {
    const parts = () => levels.map((level) => level.parts);
    // The object's own values are its own: nobody shares them.
    if (own) return mergeLevels(parts(), own, mode, kind);
    const node = this.#node(kind, levels);
    const known = node.merged.get(mode);
    if (known) return known;
    const merged = mergeLevels(parts(), undefined, mode, kind);
    node.merged.set(mode, merged);
    return merged;
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
