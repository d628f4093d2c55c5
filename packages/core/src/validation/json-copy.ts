const deepest = 100;

/**
 * A copy of what is JSON in a value; the rest is left out: functions, big numbers, cycles, what is nested too deeply.
 * For parts of an object that no schema describes, so that nobody behind has to expect anything else.
 */
export function jsonCopy(value: unknown): unknown {
  const copies = new Map<object, unknown>();

  const copyObject = (object: object, depth: number): unknown => {
    if (copies.has(object)) return copies.get(object);
    // Until it is complete, a copy stands for nothing: a cycle ends here.
    copies.set(object, undefined);
    const copy = Array.isArray(object) ? copyList(object, depth) : copyEntries(object, depth);
    copies.set(object, copy);
    return copy;
  };

  const copyList = (list: readonly unknown[], depth: number): unknown[] =>
    Array.from(list, (element) => visit(element, depth + 1) ?? null);

  const copyEntries = (object: object, depth: number): object => {
    const copy: Record<string, unknown> = Object.create(null);
    for (const [key, field] of Object.entries(object)) {
      const copied = visit(field, depth + 1);
      if (copied !== undefined) copy[key] = copied;
    }
    return copy;
  };

  const visit = (current: unknown, depth: number): unknown => {
    switch (typeof current) {
      case 'string':
      case 'boolean':
        return current;
      case 'number':
        return Number.isFinite(current) ? current : null;
      case 'object':
        return current === null || depth > deepest ? null : copyObject(current, depth);
      default:
        return undefined;
    }
  };

  return visit(value, 0);
}
