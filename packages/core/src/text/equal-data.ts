/** Two values that have to mean the same. */
type Pair = readonly [unknown, unknown];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The keys that say something. */
const entriesOf = (value: object, ignored: string | undefined): [string, unknown][] =>
  Object.entries(value).filter(([key, part]) => part !== undefined && key !== ignored);

/** What has to be equal for two objects to be, or undefined where they can't be. */
function partsOf(a: object, b: object, ignored: string | undefined): readonly Pair[] | undefined {
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return undefined;
    return a.map((item: unknown, index): Pair => [item, b[index]]);
  }
  const left = new Map(entriesOf(a, ignored));
  const right = entriesOf(b, ignored);
  if (left.size !== right.length || !right.every(([key]) => left.has(key))) return undefined;
  return right.map(([key, value]): Pair => [left.get(key), value]);
}

/**
 * True for plain data that means the same JSON: keys in any order, undefined as good as absent. Keys named `ignored`
 * may differ, however deep. Not recursive: a status may be nested deeper than the stack.
 */
export function equalData(a: unknown, b: unknown, ignored?: string): boolean {
  const open: Pair[] = [[a, b]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [left, right] = pair;
    if (Object.is(left, right)) continue;
    if (!isObject(left) || !isObject(right)) return false;
    const parts = partsOf(left, right, ignored);
    if (!parts) return false;
    for (const part of parts) open.push(part);
  }
  return true;
}
