import { anyButNewline, type CodePointSet, complement, escapeSets, rangesOf, toSet } from './code-point-set.ts';

/** The part of RE2's syntax that has an automaton of its own; groups only group. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  /** `max` is infinite for `*` and `+`. */
  | { readonly kind: 'repeat'; readonly body: RegexNode; readonly min: number; readonly max: number };

/** Thrown and caught inside this file only: something that is left to the full engine. */
class Unsupported extends Error {}

const controlEscapes = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['f', 12],
  ['v', 11],
]);

const operator = /[\^$*+?]/;
const punctuation = /[!-/:-@[-`{-~]/;
const repetition = /\{(\d+)(,(\d*))?\}/y;
const groupStart = /\((?:\?(?::|P?<\w+>))?/y;

/** Reads a pattern that RE2 accepts: what is no error here may be one there, so RE2 must be asked first. */
class Parser {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get #next(): string {
    const codePoint = this.#pattern.codePointAt(this.#at);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }

  #take(): string {
    const char = this.#next;
    this.#at += char.length;
    return char;
  }

  #skip(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #read(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#pattern);
    if (!found) return undefined;
    this.#at = expression.lastIndex;
    return found;
  }

  parse(): RegexNode {
    // The whole text is matched anyway; anchors elsewhere are not understood.
    this.#skip('^');
    const node = this.choice();
    if (this.#at < this.#pattern.length) throw new Unsupported();
    return node;
  }

  choice(): RegexNode {
    const options = [this.sequence()];
    while (this.#skip('|')) options.push(this.sequence());
    const [only] = options;
    return only && options.length === 1 ? only : { kind: 'choice', options };
  }

  sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#next !== '' && this.#next !== '|' && this.#next !== ')') parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  repeated(): RegexNode {
    const body = this.atom();
    const bounds = this.bounds();
    if (!bounds) return body;
    // Lazy or not makes no difference where the whole text must match.
    this.#skip('?');
    return { kind: 'repeat', body, ...bounds };
  }

  bounds(): { min: number; max: number } | undefined {
    if (this.#skip('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#skip('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#skip('?')) return { min: 0, max: 1 };
    const counted = this.#read(repetition);
    if (!counted) return undefined;
    const [, min, comma, max] = counted;
    if (comma === undefined) return { min: Number(min), max: Number(min) };
    return { min: Number(min), max: max ? Number(max) : Number.POSITIVE_INFINITY };
  }

  atom(): RegexNode {
    if (this.#next === '(') return this.group();
    if (this.#skip('[')) return { kind: 'set', set: this.characterClass() };
    if (this.#skip('.')) return { kind: 'set', set: anyButNewline };
    if (this.#skip('\\')) return { kind: 'set', set: this.escape() };
    const char = this.#take();
    if (operator.test(char) || (char === '{' && this.#isRepetition())) throw new Unsupported();
    return { kind: 'set', set: single(char) };
  }

  /** A brace is a character like any other unless it holds numbers. */
  #isRepetition(): boolean {
    repetition.lastIndex = this.#at - 1;
    return repetition.test(this.#pattern);
  }

  group(): RegexNode {
    const start = this.#read(groupStart);
    // `(?` with flags.
    if (!start || this.#next === '?') throw new Unsupported();
    const node = this.choice();
    if (!this.#skip(')')) throw new Unsupported();
    return node;
  }

  escape(): CodePointSet {
    const char = this.#take();
    const control = controlEscapes.get(char);
    if (control !== undefined) return [control, control];
    const set = escapeSets.get(char);
    if (set) return set;
    if (punctuation.test(char)) return single(char);
    throw new Unsupported();
  }

  characterClass(): CodePointSet {
    const negated = this.#skip('^');
    const ranges: [number, number][] = [];
    for (let first = true; first || this.#next !== ']'; first = false) {
      if (this.#next === '') throw new Unsupported();
      // `[:alpha:]`
      if (this.#pattern.startsWith('[:', this.#at)) throw new Unsupported();
      ranges.push(...this.classItem());
    }
    this.#skip(']');
    const set = toSet(ranges);
    return negated ? complement(set) : set;
  }

  classItem(): [number, number][] {
    const low = this.classChar();
    const ends = this.#pattern.startsWith('-]', this.#at);
    if (ends || !this.#skip('-')) return rangesOf(low);
    const first = onlyOne(low);
    const last = onlyOne(this.classChar());
    if (first === undefined || last === undefined) throw new Unsupported();
    return [[first, last]];
  }

  classChar(): CodePointSet {
    return this.#skip('\\') ? this.escape() : single(this.#take());
  }
}

const onlyOne = ([first, last]: CodePointSet): number | undefined => (first === last ? first : undefined);

function single(char: string): CodePointSet {
  const codePoint = char.codePointAt(0) ?? 0;
  return [codePoint, codePoint];
}

/** `undefined` for a pattern with flags, anchors inside, Unicode classes and the like. */
export function parseRegex(pattern: string): RegexNode | undefined {
  // Escaped or not, a dollar at the end is an anchor only where an even number of backslashes stands before it.
  const anchored = /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern);
  try {
    return new Parser(anchored ? pattern.slice(0, -1) : pattern).parse();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}
