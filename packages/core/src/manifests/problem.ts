import type { PathSegment } from '../validation/field-path.ts';

/** Something in a text that can't be read. */
export interface Problem {
  /** Into the text. */
  readonly offset: number;
  readonly path: readonly PathSegment[];
  readonly message: string;
  readonly fix?: string;
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One document of a text. Where it has problems, `value` is what could be made of it. */
export interface ReadDocument {
  readonly value: unknown;
  readonly range: TextRange;
  readonly problems: readonly Problem[];
  /** Where in the text each object of the value stands. */
  readonly ranges: WeakMap<object, TextRange>;
}
