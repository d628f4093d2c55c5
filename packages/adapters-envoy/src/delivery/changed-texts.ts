import type { JsonObject, JsonValue } from '../resource.ts';

/** A text in a message, with its place. */
export interface TextPlace {
  readonly path: string;
  readonly text: string;
  /** The name of the route that it is in. */
  readonly route: string | undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (value: JsonValue | undefined): string | undefined => {
  const name = isObject(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
};

/** Items of lists are known by their names, where they have some: a list may have grown. */
function counterpart(before: JsonValue | undefined): (item: JsonValue, index: number) => JsonValue | undefined {
  if (!Array.isArray(before)) return () => undefined;
  const items: readonly JsonValue[] = before;
  const byName = new Map(items.map((item) => [nameOf(item), item]));
  return (item, index) => {
    const name = nameOf(item);
    return name === undefined ? items[index] : byName.get(name);
  };
}

class TextCollector {
  readonly found: TextPlace[] = [];

  visit(value: JsonValue, before: JsonValue | undefined, path: string, route: string | undefined): void {
    if (value === before) return;
    if (typeof value === 'string') this.found.push({ path, text: value, route });
    else if (Array.isArray(value)) this.#visitList(value, before, path, route);
    else if (isObject(value)) this.#visitObject(value, before, path, route);
  }

  #visitList(
    items: readonly JsonValue[],
    before: JsonValue | undefined,
    path: string,
    route: string | undefined,
  ): void {
    const former = counterpart(before);
    items.forEach((item, index) => {
      this.visit(item, former(item, index), `${path}[${index}]`, route);
    });
  }

  #visitObject(value: JsonObject, before: JsonValue | undefined, path: string, route: string | undefined): void {
    // Only routes have a match; their names are labels that say which rule they come from.
    const own = 'match' in value ? nameOf(value) : undefined;
    for (const [field, part] of Object.entries(value)) {
      if (field === '@type' || field === 'name') continue;
      const former = isObject(before) ? before[field] : undefined;
      this.visit(part, former, path === '' ? field : `${path}.${field}`, own ?? route);
    }
  }
}

/** The texts of a message that are not as before; all of them where there is no before. */
export function changedTexts(value: JsonObject, before: JsonObject | undefined): readonly TextPlace[] {
  const collector = new TextCollector();
  collector.visit(value, before, '', undefined);
  return collector.found;
}
