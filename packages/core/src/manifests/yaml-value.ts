import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { PathSegment } from '../validation/field-path.ts';
import { manifestLimits } from './limits.ts';
import { plainScalar } from './plain-scalar.ts';
import type { Problem, TextRange } from './problem.ts';

interface Anchored {
  readonly value: unknown;
  /** Values in it, those behind aliases counted as often as they appear. */
  readonly size: number;
}

type YamlObject = Record<string, unknown>;

const isObject = (value: unknown): value is YamlObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Turns the nodes of one YAML document into plain values, as kubectl would send them as JSON. Objects have no
 * prototype. Aliases share what they point at, but count as if they did not.
 */
export class YamlReader {
  readonly problems: Problem[] = [];
  readonly ranges = new WeakMap<object, TextRange>();
  readonly #anchors = new Map<string, Anchored | undefined>();
  readonly #path: PathSegment[] = [];
  readonly #offset: number;
  #size = 0;
  #aliased = 0;

  /** `offset` is where the parsed text starts in the file. */
  constructor(offset: number) {
    this.#offset = offset;
  }

  read(node: unknown): unknown {
    if (isAlias(node)) return this.#alias(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    // Until it is complete, an anchor stands for nothing: an alias inside would contain itself.
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const before = this.#size;
    this.#size += 1;
    const value = this.#content(node);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#size - before });
    return value;
  }

  #content(node: unknown): unknown {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) return this.#list(node);
    return isScalar(node) ? this.#scalar(node) : null;
  }

  #report(node: { range?: readonly number[] | null | undefined }, message: string, fix?: string): void {
    const offset = this.#offset + (node.range?.[0] ?? 0);
    this.problems.push({ offset, path: [...this.#path], message, ...(fix !== undefined && { fix }) });
  }

  #remember(value: object, node: YAMLMap | YAMLSeq): void {
    const [start = 0, , end = start] = node.range ?? [];
    this.ranges.set(value, { start: this.#offset + start, end: this.#offset + end });
  }

  #alias(node: Alias): unknown {
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      const inside = this.#anchors.has(node.source);
      this.#report(node, inside ? 'the alias stands inside what it points at' : 'the alias points at no anchor');
      return null;
    }
    this.#size += target.size;
    this.#aliased += target.size;
    if (this.#aliased <= manifestLimits.aliasedValues) return target.value;
    if (this.#aliased - target.size <= manifestLimits.aliasedValues) {
      this.#report(node, `aliases add more than ${manifestLimits.aliasedValues} values`, 'write the values out');
    }
    return null;
  }

  #scalar(node: Scalar): unknown {
    const text = String(node.value ?? '');
    if (node.tag !== undefined) return this.#tagged(node.tag, text);
    return node.type === 'PLAIN' ? plainScalar(text) : text;
  }

  #tagged(tag: string, text: string): unknown {
    return /:(int|float|bool|null)$|^!!(int|float|bool|null)$/.test(tag) ? plainScalar(text) : text;
  }

  #list(node: YAMLSeq): unknown[] {
    const list: unknown[] = [];
    this.#remember(list, node);
    for (const [index, item] of node.items.entries()) {
      this.#path.push(index);
      list.push(this.read(item));
      this.#path.pop();
    }
    return list;
  }

  #map(node: YAMLMap): YamlObject {
    const object: YamlObject = Object.create(null);
    const merged: unknown[] = [];
    this.#remember(object, node);
    for (const pair of node.items) this.#pair(pair, object, merged);
    for (const source of merged.flat()) {
      if (!isObject(source)) this.#report(node, '"<<" takes an object, or a list of objects');
      else for (const key of Object.keys(source)) if (!Object.hasOwn(object, key)) object[key] = source[key];
    }
    return object;
  }

  #pair({ key, value }: Pair<unknown, unknown>, object: YamlObject, merged: unknown[]): void {
    if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<') {
      merged.push(this.read(value));
      return;
    }
    const name = this.#key(key);
    if (name === undefined) return;
    this.#path.push(name);
    if (Object.hasOwn(object, name))
      this.#report(isScalar(key) ? key : {}, 'the key is there twice', 'remove one of them');
    object[name] = this.read(value);
    this.#path.pop();
  }

  #key(key: unknown): string | undefined {
    const read = isAlias(key) || isScalar(key) ? this.read(key) : undefined;
    if (typeof read === 'string' || typeof read === 'number' || typeof read === 'boolean') return String(read);
    this.#report(isMap(key) || isSeq(key) || isScalar(key) || isAlias(key) ? key : {}, 'a key must be a text');
    return undefined;
  }
}
