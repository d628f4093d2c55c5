import { resourceKey } from '../resources/resource.ts';
import { isPlainObject, type PlainObject } from './prune.ts';

const longest = 253;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined;

/** The key of an object that may be broken; `?` stands for a missing name. */
export function describeKey(kind: string, value: PlainObject): string {
  const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
  const namespace = textOf(metadata['namespace']);
  const name = textOf(metadata['name']) ?? textOf(metadata['generateName'])?.replace(/-+$/, '') ?? '?';
  return resourceKey({
    kind: kind.slice(0, longest),
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  });
}
