import type { CodePointSet } from './code-point-set.ts';
import type { RegexNode } from './regex-syntax.ts';

/**
 * A pattern as positions (Glushkov): each set of characters that is written in it is one place to stand, and `follow`
 * says where one may go from there. There are no empty steps, so nothing can loop without reading.
 */
export interface Positions {
  readonly sets: readonly CodePointSet[];
  readonly follow: readonly ReadonlySet<number>[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** True when the empty text matches. */
  readonly nullable: boolean;
}

interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const nothing: Fragment = { first: [], last: [], nullable: true };

class TooLarge extends Error {}

class Builder {
  readonly sets: CodePointSet[] = [];
  readonly follow: Set<number>[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  #connect(from: Fragment, to: Fragment): void {
    for (const position of from.last) for (const next of to.first) this.follow[position]?.add(next);
  }

  #then(a: Fragment, b: Fragment): Fragment {
    this.#connect(a, b);
    return {
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
      nullable: a.nullable && b.nullable,
    };
  }

  #set(set: CodePointSet): Fragment {
    const position = this.sets.length;
    if (position >= this.#limit) throw new TooLarge();
    this.sets.push(set);
    this.follow.push(new Set());
    return { first: [position], last: [position], nullable: false };
  }

  /**
   * `body{min,max}` is written out: `min` copies, then one that repeats, or optional ones inside one another, `a(a(a)?)?`,
   * so that from each only the next one is near.
   */
  #repeat(body: RegexNode, min: number, max: number): Fragment {
    let rest = nothing;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.build(body);
      this.#connect(loop, loop);
      rest = { ...loop, nullable: true };
    } else {
      for (let copy = min; copy < max; copy++) rest = { ...this.#then(this.build(body), rest), nullable: true };
    }
    for (let copy = 0; copy < min; copy++) rest = this.#then(this.build(body), rest);
    return rest;
  }

  build(node: RegexNode): Fragment {
    switch (node.kind) {
      case 'set':
        return this.#set(node.set);
      case 'sequence':
        return node.parts.reduce((all, part) => this.#then(all, this.build(part)), nothing);
      case 'choice': {
        const options = node.options.map((option) => this.build(option));
        return {
          first: options.flatMap(({ first }) => first),
          last: options.flatMap(({ last }) => last),
          nullable: options.some(({ nullable }) => nullable),
        };
      }
      case 'repeat':
        return this.#repeat(node.body, node.min, node.max);
    }
  }
}

/** `undefined` where there would be more than `limit` positions. */
export function toPositions(node: RegexNode, limit: number): Positions | undefined {
  const builder = new Builder(limit);
  try {
    return { ...builder.build(node), sets: builder.sets, follow: builder.follow };
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}
