import { resourceKey } from '../resources/resource.ts';
import { printable } from '../text/printable.ts';
import { isPlainObject, type PlainObject } from './prune.ts';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? printable(value) : undefined;

const refsOf = ({ targetRef, targetRefs }: PlainObject): readonly unknown[] =>
  targetRef === undefined || targetRef === null ? (Array.isArray(targetRefs) ? targetRefs : []) : [targetRef];

/**
 * What a manifest doesn't say: whether a policy without a namespace is one of a cluster-scoped kind or one that kubectl
 * would put into `default`. It is the former where all of its targets are GatewayClasses, which others can't target.
 */
export function isClusterScoped({ spec }: PlainObject): boolean {
  const refs = isPlainObject(spec) ? refsOf(spec) : [];
  return refs.length > 0 && refs.every((ref) => isPlainObject(ref) && ref['kind'] === 'GatewayClass');
}

/** The key of an object that may be broken; `?` stands for a missing name. */
export function describeKey(kind: string, value: PlainObject): string {
  const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
  const namespace = textOf(metadata['namespace']);
  const name = textOf(metadata['name']) ?? textOf(metadata['generateName'])?.replace(/-+$/, '') ?? '?';
  const place = namespace ?? (isClusterScoped(value) ? undefined : 'default');
  return resourceKey({ kind: printable(kind), metadata: { name, ...(place !== undefined && { namespace: place }) } });
}
