const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function equalArrays(a: readonly unknown[], b: readonly unknown[], ignored: string | undefined): boolean {
  return a.length === b.length && a.every((item, index) => equalData(item, b[index], ignored));
}

/** The keys that say something. */
const entriesOf = (value: object, ignored: string | undefined): [string, unknown][] =>
  Object.entries(value).filter(([key, part]) => part !== undefined && key !== ignored);

function equalObjects(a: object, b: object, ignored: string | undefined): boolean {
  const left = new Map(entriesOf(a, ignored));
  const right = entriesOf(b, ignored);
  return (
    left.size === right.length &&
    right.every(([key, value]) => left.has(key) && equalData(left.get(key), value, ignored))
  );
}

/**
 * True for plain data that means the same JSON: keys in any order, undefined as good as absent. Keys named `ignored`
 * may differ, however deep.
 */
export function equalData(a: unknown, b: unknown, ignored?: string): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalArrays(a, b, ignored);
  return equalObjects(a, b, ignored);
}
