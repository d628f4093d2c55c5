import { isJsonObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { formatPath, type PathSegment } from '../validation/field-path.ts';
import type { FieldOrigin } from './effective-policy.ts';
import type { OwnedPart, OwnValues } from './owned-part.ts';

/** A scalar or a list. Null stands for "not there", said by a patch. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly value: JsonValue;
  readonly origin: FieldOrigin;
}

export interface Branch {
  readonly kind: 'branch';
  readonly fields: ReadonlyMap<string, ValueNode>;
  /** Of the object as such, where it is empty. */
  readonly origin: FieldOrigin;
  /** True where it took the place of something that is no object: as a patch it replaces what stands below it. */
  readonly whole: boolean;
}

/** A list whose items are told apart by a key. */
export interface KeyedList {
  readonly kind: 'keyed';
  readonly key: string;
  readonly items: ReadonlyMap<string, ValueNode>;
  readonly origin: FieldOrigin;
}

/** Values that know where they come from. Never changed once made. */
export type ValueNode = Leaf | Branch | KeyedList;

type Source = Pick<OwnedPart, 'policy' | 'mode'> | { readonly policy: string; readonly mode: 'object' };

const originAt = ({ policy, mode }: Source, path: readonly PathSegment[]): FieldOrigin => ({
  policy,
  mode,
  field: formatPath(path),
});

function nodeOf(value: JsonValue, source: Source, path: readonly PathSegment[]): ValueNode {
  const origin = originAt(source, path);
  if (!isJsonObject(value)) return { kind: 'leaf', value, origin };
  const fields = new Map<string, ValueNode>();
  for (const [key, field] of Object.entries(value)) fields.set(key, nodeOf(field, source, [...path, key]));
  return { kind: 'branch', fields, origin, whole: false };
}

export const treeOfPart = (part: OwnedPart): ValueNode => nodeOf(part.spec, part, []);

export const treeOfOwn = ({ object, spec }: OwnValues): ValueNode =>
  nodeOf(spec, { policy: object, mode: 'object' }, []);

/** Several values at the same place, or a value without its key, are no keyed list. */
export function keyedFrom(node: ValueNode, key: string): KeyedList | undefined {
  if (node.kind === 'keyed') return node;
  if (node.kind !== 'leaf' || !Array.isArray(node.value)) return undefined;
  const items = new Map<string, ValueNode>();
  const { policy, mode, field = '' } = node.origin;
  for (const [index, item] of node.value.entries()) {
    const name: JsonValue | undefined = isJsonObject(item) && Object.hasOwn(item, key) ? item[key] : undefined;
    if (typeof name !== 'string' || items.has(name)) return undefined;
    items.set(name, below(nodeOf(item, { policy, mode: mode }, []), `${field}[${index}]`));
  }
  return { kind: 'keyed', key, items, origin: node.origin };
}

/** Nodes made from a part of a part: their fields as the part has them. */
function below(node: ValueNode, prefix: string): ValueNode {
  const field = node.origin.field ?? '';
  const dot = field === '' || field.startsWith('[') ? '' : '.';
  const origin = { ...node.origin, field: `${prefix}${dot}${field}` };
  if (node.kind === 'leaf') return { ...node, origin };
  if (node.kind === 'keyed') return node;
  const fields = new Map([...node.fields].map(([key, child]) => [key, below(child, prefix)] as const));
  return { ...node, fields, origin };
}

/** The plain value, without what a patch took away. */
export function plainValue(node: ValueNode): JsonValue {
  if (node.kind === 'leaf') return node.value;
  if (node.kind === 'keyed') return [...node.items.values()].map(plainValue);
  const object: Record<string, JsonValue> = Object.create(null);
  for (const [key, child] of node.fields) if (!isGone(child)) object[key] = plainValue(child);
  return object;
}

export const isGone = (node: ValueNode): boolean => node.kind === 'leaf' && node.value === null;

/** Every scalar, list and empty object below a node, with its path. */
export function* leavesOf(
  node: ValueNode,
  path: readonly PathSegment[] = [],
): Generator<{ readonly path: readonly PathSegment[]; readonly value: JsonValue; readonly origin: FieldOrigin }> {
  if (node.kind === 'leaf') {
    if (node.value !== null) yield { path, value: node.value, origin: node.origin };
    return;
  }
  if (node.kind === 'keyed') {
    if (node.items.size === 0) yield { path, value: [], origin: node.origin };
    let index = 0;
    for (const item of node.items.values()) {
      yield* leavesOf(item, [...path, index]);
      index += 1;
    }
    return;
  }
  const fields = [...node.fields].filter(([, child]) => !isGone(child));
  // The spec itself may be empty, which is no value.
  if (fields.length === 0 && path.length > 0) yield { path, value: emptyObject, origin: node.origin };
  for (const [key, child] of fields) yield* leavesOf(child, [...path, key]);
}

const emptyObject: JsonObject = Object.freeze(Object.create(null));
