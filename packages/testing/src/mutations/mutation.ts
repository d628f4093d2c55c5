import type { FindingRule } from '@routeward/core';
import type { JsonValue } from '../manifests/manifest.ts';

/** One way to spoil a valid manifest: a field set to something that the API server refuses, or taken away. */
export interface Mutation {
  /** In words. */
  readonly name: string;
  /** The field that is set. */
  readonly at: readonly string[];
  /** Absent: the field is removed. */
  readonly value?: JsonValue;
  /** What notices, and where. */
  readonly rule: FindingRule;
  readonly path: string;
}

const repeated = <T extends JsonValue>(count: number, one: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => one(index));

/** Mutations of one field of a kind, with the part that they share written once. */
export const mutationsAt = (
  at: readonly string[],
  rows: readonly (readonly [name: string, value: JsonValue | undefined, rule: FindingRule, path: string])[],
): readonly Mutation[] =>
  rows.map(([name, value, rule, path]) => ({ name, at, rule, path, ...(value === undefined ? {} : { value }) }));

export { repeated };
