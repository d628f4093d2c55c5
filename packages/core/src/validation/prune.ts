import type { PathSegment } from './field-path.ts';
import type { FieldTree } from './field-tree.ts';

export type PlainObject = Readonly<Record<string, unknown>>;

export const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that the schema does not have, with those that it has. */
export interface UnknownField {
  readonly path: readonly PathSegment[];
  readonly known: Iterable<string>;
  readonly value: unknown;
}

/**
 * A copy with the known fields only. A null counts as an absent field, as in the API server, except in a list. Copies
 * of objects have no prototype, so that `__proto__` and `constructor` are keys like any other.
 */
export function prune(tree: FieldTree, value: unknown, report: (field: UnknownField) => void): unknown {
  const path: PathSegment[] = [];

  const pruneObject = (fields: ReadonlyMap<string, FieldTree>, object: PlainObject): PlainObject => {
    const copy: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(object)) {
      const field = fields.get(key);
      path.push(key);
      if (field === undefined) report({ path: [...path], known: fields.keys(), value: object[key] });
      else if (object[key] !== null && object[key] !== undefined) copy[key] = visit(field, object[key]);
      path.pop();
    }
    return copy;
  };

  const pruneList = (item: FieldTree, values: readonly unknown[]): unknown[] =>
    Array.from(values, (element, index) => {
      path.push(index);
      const pruned = visit(item, element);
      path.pop();
      return pruned;
    });

  const visit = (node: FieldTree, current: unknown): unknown => {
    switch (node.kind) {
      case 'object':
        return isPlainObject(current) ? pruneObject(node.fields, current) : current;
      case 'list':
        return Array.isArray(current) ? pruneList(node.item, current) : current;
      case 'map':
        return isPlainObject(current) ? copyEntries(current) : current;
      default:
        return current;
    }
  };

  return visit(tree, value);
}

function copyEntries(object: PlainObject): PlainObject {
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(object)) {
    if (object[key] !== null && object[key] !== undefined) copy[key] = object[key];
  }
  return copy;
}
