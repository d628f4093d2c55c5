import type { JsonValue } from '../text/json.ts';
import type { PathSegment } from '../validation/field-path.ts';
import type { MergeRules } from './policy-kind.ts';
import { type Branch, isGone, type KeyedList, keyedFrom, type ValueNode } from './value-tree.ts';

/** Told of a node that gives way, at its place in the result; items of keyed lists by their key. */
export type Lost = (node: ValueNode, path: readonly ResultSegment[]) => void;

/** `{ item }`: of a keyed list, where it stands in the end. */
export type ResultSegment = PathSegment | { readonly item: string };

export interface OverlayOptions {
  readonly granularity: 'patch' | 'field' | 'rule';
  /** True where an empty value on top says nothing: a default, or the object itself (GEP-2649). */
  readonly emptyGivesWay: boolean;
  readonly rules: MergeRules;
  readonly lost: Lost;
}

const isEmptyValue = (value: JsonValue): boolean => value === '' || (Array.isArray(value) && value.length === 0);

function isEmptyNode(node: ValueNode): boolean {
  if (node.kind === 'leaf') return node.value === null || isEmptyValue(node.value);
  return node.kind === 'branch' ? [...node.fields.values()].every(isEmptyNode) : node.items.size === 0;
}

const shapeOf = (path: readonly ResultSegment[]): string =>
  path
    .map((segment) => (typeof segment === 'string' ? `.${segment}` : '[]'))
    .join('')
    .slice(1);

/** Puts one tree over another and keeps the origin of every value. */
export class Overlay {
  readonly #options: OverlayOptions;
  readonly #path: ResultSegment[] = [];

  constructor(options: OverlayOptions) {
    this.#options = options;
  }

  /** `top` wins where both have a value. */
  put(base: ValueNode, top: ValueNode): ValueNode {
    const { granularity, emptyGivesWay, rules } = this.#options;
    if (granularity !== 'patch') {
      if (isGone(top)) return base;
      if (emptyGivesWay && this.#path.length > 0 && isEmptyNode(top) && !isEmptyNode(base)) return base;
    }
    const shape = shapeOf(this.#path);
    if (granularity === 'rule' && this.#path.length > 0 && !rules.ruleFields?.includes(shape)) {
      return this.#replace(base, top);
    }
    if (granularity === 'field' && rules.mapFields?.includes(shape)) return this.#replace(base, top);
    const key = granularity === 'patch' ? undefined : keyOf(rules, shape);
    if (key !== undefined) {
      const [below, above] = [keyedFrom(base, key), keyedFrom(top, key)];
      if (below && above) return this.#keyed(below, above);
    }
    if (base.kind === 'branch' && top.kind === 'branch' && !top.whole) return this.#branch(base, top);
    return this.#replace(base, top);
  }

  #branch(base: Branch, top: Branch): ValueNode {
    const fields = new Map(base.fields);
    for (const [key, above] of top.fields) {
      const below = base.fields.get(key);
      this.#path.push(key);
      if (below) fields.set(key, this.put(below, above));
      // Nothing says "not there" about what is not there, but a patch may yet be laid over something else.
      else if (!isGone(above) || this.#options.granularity === 'patch') fields.set(key, above);
      this.#path.pop();
    }
    return { ...base, fields };
  }

  #keyed(base: KeyedList, top: KeyedList): ValueNode {
    const items = new Map(base.items);
    for (const [item, above] of top.items) {
      const below = base.items.get(item);
      this.#path.push({ item });
      items.set(item, below ? this.#item(below, above) : above);
      this.#path.pop();
    }
    return { ...base, items };
  }

  #item(below: ValueNode, above: ValueNode): ValueNode {
    return this.#options.granularity === 'rule' ? this.#replace(below, above) : this.put(below, above);
  }

  #replace(base: ValueNode, top: ValueNode): ValueNode {
    if (!isGone(base)) this.#options.lost(base, [...this.#path]);
    const covers = top.kind === 'branch' && (base.kind !== 'branch' || top.whole);
    return covers ? { ...top, whole: true } : top;
  }
}

function keyOf({ listMapKeys = {} }: MergeRules, shape: string): string | undefined {
  return Object.hasOwn(listMapKeys, shape) ? listMapKeys[shape] : undefined;
}
