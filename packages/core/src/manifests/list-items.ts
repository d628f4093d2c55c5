import type { PathSegment } from '../validation/field-path.ts';
import { isPlainObject, type PlainObject } from '../validation/prune.ts';
import type { ReadDocument, TextRange } from './problem.ts';

/** One object of a document, which is the document itself or an element of a List. */
export interface ManifestObject {
  readonly value: unknown;
  readonly range: TextRange;
  /** Where in the document's value it stands. */
  readonly prefix: readonly PathSegment[];
}

/** `List`, and what `kubectl get --raw` gives: `HTTPRouteList` and the like. */
function listedItems(value: unknown): readonly unknown[] | undefined {
  if (!isPlainObject(value)) return undefined;
  const { kind, items } = value;
  if (kind === 'List' && (items === undefined || items === null)) return [];
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

/** Elements of a typed list leave out `kind` and `apiVersion`, which the list says for all. */
function completed(item: unknown, list: PlainObject): unknown {
  const { kind, apiVersion } = list;
  if (!isPlainObject(item) || typeof kind !== 'string' || kind === 'List') return item;
  return { apiVersion, kind: kind.slice(0, -'List'.length), ...item };
}

/** Lists are taken apart, as kubectl does; a List in a List too. */
export function manifestObjects(document: ReadDocument): ManifestObject[] {
  const visit = (value: unknown, range: TextRange, prefix: readonly PathSegment[]): ManifestObject[] => {
    const items = listedItems(value);
    if (items === undefined || !isPlainObject(value)) return [{ value, range, prefix }];
    return items.flatMap((item, index) => {
      const place = isPlainObject(item) ? document.ranges.get(item) : undefined;
      return visit(completed(item, value), place ?? range, [...prefix, 'items', index]);
    });
  };
  return visit(document.value, document.range, []);
}
