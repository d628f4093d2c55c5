import { compareText } from '../text/compare-text.ts';
import { equalData } from '../text/equal-data.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { formatPath, type PathSegment } from '../validation/field-path.ts';
import type { BeatenValue, EffectivePolicy, FieldOrigin } from './effective-policy.ts';
import type { ResultSegment } from './overlay.ts';
import { isGone, leavesOf, plainValue, type ValueNode } from './value-tree.ts';

interface LostNode {
  readonly node: ValueNode;
  readonly path: readonly ResultSegment[];
}

/** The path in the result; undefined where an item is not in it. */
function settle(root: ValueNode, path: readonly ResultSegment[]): PathSegment[] | undefined {
  const settled: PathSegment[] = [];
  let node: ValueNode | undefined = root;
  for (const segment of path) {
    if (typeof segment === 'object') {
      const items: readonly string[] = node?.kind === 'keyed' ? [...node.items.keys()] : [];
      const index = items.indexOf(segment.item);
      if (index === -1) return undefined;
      settled.push(index);
      node = node?.kind === 'keyed' ? node.items.get(segment.item) : undefined;
      continue;
    }
    settled.push(segment);
    node = node?.kind === 'branch' && typeof segment === 'string' ? node.fields.get(segment) : undefined;
  }
  return settled;
}

/** Where a value stands in its policy is only told where it is another place than in the result. */
function told({ policy, mode, field, made }: FieldOrigin, path: string): FieldOrigin {
  return { policy, mode, ...(field !== undefined && field !== path && { field }), ...(made && { made }) };
}

/** What was lost on the way to a result. */
export class MergeLedger {
  readonly #lost: LostNode[] = [];

  readonly lose = (node: ValueNode, path: readonly ResultSegment[]): void => {
    this.#lost.push({ node, path });
  };

  /** The result with the origin of every value and what each beat. */
  close(root: ValueNode | undefined): EffectivePolicy {
    const spec = root && !isGone(root) ? plainValue(root) : undefined;
    const origins: Record<string, FieldOrigin> = Object.create(null);
    if (root) for (const { path, origin } of leavesOf(root)) origins[formatPath(path)] = told(origin, formatPath(path));
    return Object.freeze({
      spec: Object.freeze(isJsonObject(spec) ? spec : Object.create(null)),
      origins: Object.freeze(origins),
      beaten: Object.freeze(root ? this.#beaten(root) : []),
    });
  }

  #beaten(root: ValueNode): BeatenValue[] {
    const beaten: BeatenValue[] = [];
    // Who was put aside last would have come next.
    for (const { node, path } of this.#lost.toReversed()) {
      const place = settle(root, path);
      for (const { path: inside, value, origin } of leavesOf(node)) {
        const field = place ? formatPath([...place, ...inside]) : (origin.field ?? '');
        beaten.push({ field, policy: origin.policy, mode: origin.mode, value });
      }
    }
    return beaten.sort((a, b) => compareText(a.field, b.field));
  }
}

/** What a kind's own function made: each value from whoever has it at the same place, or else made. */
export function retrace(
  made: JsonObject,
  established: ValueNode,
  challenger: ValueNode,
  maker: FieldOrigin,
): ValueNode {
  const known = (path: readonly PathSegment[], value: JsonValue): FieldOrigin =>
    [challenger, established].flatMap((tree) => originOf(tree, path, value) ?? [])[0] ?? maker;
  const visit = (value: JsonValue, path: readonly PathSegment[]): ValueNode => {
    if (!isJsonObject(value)) return { kind: 'leaf', value, origin: known(path, value) };
    const fields = new Map<string, ValueNode>();
    for (const [key, field] of Object.entries(value)) fields.set(key, visit(field, [...path, key]));
    return { kind: 'branch', fields, origin: known(path, value), whole: false };
  };
  return visit(made, []);
}

function originOf(tree: ValueNode, path: readonly PathSegment[], value: JsonValue): FieldOrigin | undefined {
  let node: ValueNode | undefined = tree;
  for (const segment of path) {
    node = node?.kind === 'branch' && typeof segment === 'string' ? node.fields.get(segment) : undefined;
  }
  return node && equalData(plainValue(node), value) ? node.origin : undefined;
}
