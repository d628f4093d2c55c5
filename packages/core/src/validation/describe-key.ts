import { resourceKey } from '../resources/resource.ts';
import { printable } from '../text/printable.ts';
import { isPlainObject, type PlainObject } from './prune.ts';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? printable(value) : undefined;

/** The key of an object that may be broken; `?` stands for a missing name. */
export function describeKey(kind: string, value: PlainObject): string {
  const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
  const namespace = textOf(metadata['namespace']);
  const name = textOf(metadata['name']) ?? textOf(metadata['generateName'])?.replace(/-+$/, '') ?? '?';
  return resourceKey({
    kind: printable(kind),
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  });
}
