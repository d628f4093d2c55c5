import type { PathSegment } from '../validation/field-path.ts';
import { manifestLimits } from './limits.ts';
import type { Problem, ReadDocument, TextRange } from './problem.ts';

/** Ends the reading of a text that is not JSON; never leaves this file. */
class NotJson extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const blank = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const literals = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

class JsonReader {
  readonly problems: Problem[] = [];
  readonly ranges = new WeakMap<object, TextRange>();
  readonly #path: PathSegment[] = [];
  readonly #text: string;
  offset: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.offset = offset;
  }

  skipBlank(): void {
    blank.lastIndex = this.offset;
    blank.test(this.#text);
    this.offset = blank.lastIndex;
  }

  value(): unknown {
    this.skipBlank();
    const character = this.#text[this.offset];
    if (character === '{') return this.#object();
    if (character === '[') return this.#list();
    if (character === '"') return this.#string();
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, this.offset)) continue;
      this.offset += word.length;
      return value;
    }
    return Number(this.#token(number, 'a value'));
  }

  #token(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.offset;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new NotJson(this.offset, `JSON needs ${expected} here`);
    this.offset += found.length;
    return found;
  }

  #string(): string {
    const start = this.offset;
    const expected = 'JSON needs a text in double quotes here';
    if (this.#text[start] !== '"') throw new NotJson(start, expected);
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    this.offset = end + 1;
    try {
      return String(JSON.parse(this.#text.slice(start, this.offset)));
    } catch {
      // Control characters, unknown escapes, or no closing quote. The engine's message would quote the text.
      throw new NotJson(start, expected);
    }
  }

  /** Past a comma or the closing bracket; true where the collection ends. */
  #ends(close: string): boolean {
    this.skipBlank();
    const character = this.#text[this.offset];
    if (character !== ',' && character !== close) throw new NotJson(this.offset, `JSON needs "," or "${close}" here`);
    this.offset += 1;
    return character === close;
  }

  #open(close: string): boolean {
    if (this.#path.length >= manifestLimits.depth) {
      throw new NotJson(this.offset, `objects and lists stand in each other more than ${manifestLimits.depth} deep`);
    }
    this.offset += 1;
    this.skipBlank();
    if (this.#text[this.offset] !== close) return true;
    this.offset += 1;
    return false;
  }

  #object(): Record<string, unknown> {
    const start = this.offset;
    const object: Record<string, unknown> = Object.create(null);
    if (this.#open('}'))
      do this.#member(object);
      while (!this.#ends('}'));
    this.ranges.set(object, { start, end: this.offset });
    return object;
  }

  #member(object: Record<string, unknown>): void {
    this.skipBlank();
    const offset = this.offset;
    const key = this.#string();
    this.#path.push(key);
    if (Object.hasOwn(object, key)) {
      const twice = { message: 'the key is there twice', fix: 'remove one of them' };
      this.problems.push({ offset, path: [...this.#path], ...twice });
    }
    this.skipBlank();
    this.#token(/:/y, '":"');
    object[key] = this.value();
    this.#path.pop();
  }

  #list(): unknown[] {
    const start = this.offset;
    const list: unknown[] = [];
    if (this.#open(']')) {
      do {
        this.#path.push(list.length);
        list.push(this.value());
        this.#path.pop();
      } while (!this.#ends(']'));
    }
    this.ranges.set(list, { start, end: this.offset });
    return list;
  }
}

export interface JsonResult {
  readonly documents: readonly ReadDocument[];
  /** Where the text stops being JSON; the documents before it stand. */
  readonly problem?: Problem;
}

/** Reads JSON values that follow one another. */
export function readJson(text: string, { start, end }: TextRange): JsonResult {
  const reader = new JsonReader(text.slice(0, end), start);
  const documents: ReadDocument[] = [];
  try {
    for (reader.skipBlank(); reader.offset < end; reader.skipBlank()) {
      const from = reader.offset;
      const told = reader.problems.length;
      const value = reader.value();
      const problems = reader.problems.slice(told, told + manifestLimits.problems);
      documents.push({ value, range: { start: from, end: reader.offset }, problems, ranges: reader.ranges });
    }
    return { documents };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { documents, problem: { offset: error.offset, path: [], message: error.message } };
  }
}
