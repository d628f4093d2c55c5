/** Why Envoy would refuse a rule, and every other rule of its port with it. */
export interface Problem {
  /** Field below the rule, such as `.filters[1]`; empty for the rule as a whole. */
  readonly path: string;
  readonly message: string;
}

export const problem = (path: string, message: string): Problem => ({ path, message });

/** The first problem that a check finds in a list; `path` gets the index. */
export function firstProblem<T>(
  items: readonly T[],
  path: string,
  check: (item: T, path: string) => Problem | undefined,
): Problem | undefined {
  for (const [index, item] of items.entries()) {
    const found = check(item, `${path}[${index}]`);
    if (found) return found;
  }
  return undefined;
}
