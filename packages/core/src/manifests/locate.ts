import { type Document, isMap, isScalar, isSeq } from 'yaml';
import type { PathSegment } from '../validation/field-path.ts';
import { manifestLimits } from './limits.ts';
import { parseYaml } from './parse-yaml.ts';
import type { TextRange } from './problem.ts';

/** An object parsed once more, because nodes of all objects would take many times the memory of the text. */
interface Parsed {
  readonly document: Document.Parsed | undefined;
  /** Add to an offset in the document to get one in the text. */
  readonly shift: number;
}

function parseRange(text: string, { start, end }: TextRange): Parsed {
  // The first line needs its indentation, or the others would not fit to it. In brackets indentation means nothing,
  // and of JSON on one line it would be as long as all that stands before.
  const column = /[{[]/.test(text.charAt(start)) ? 0 : start - (text.lastIndexOf('\n', start - 1) + 1);
  const parsed = parseYaml(`${' '.repeat(column)}${text.slice(start, end)}`, manifestLimits.listTokens);
  return { document: parsed.kind === 'documents' ? parsed.documents[0] : undefined, shift: start - column };
}

const startOf = (node: unknown): number | undefined =>
  isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;

/** The key's place for a field, the element's for a list; the nearest parent's where there is no such thing. */
function offsetIn(document: Document.Parsed, path: readonly PathSegment[]): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(segment));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof segment === 'number' && segment < node.items.length) {
      node = node.items[segment];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

/** Finds fields of objects in one text by their path; remembers the last object, because findings come together. */
export function createLocator(text: string): (range: TextRange, path: readonly PathSegment[]) => number {
  let last: { readonly range: TextRange; readonly parsed: Parsed } | undefined;
  return (range, path) => {
    if (path.length === 0) return range.start;
    if (last?.range.start !== range.start || last.range.end !== range.end) {
      last = { range, parsed: parseRange(text, range) };
    }
    const { document, shift } = last.parsed;
    const offset = document === undefined ? undefined : offsetIn(document, path);
    return offset === undefined ? range.start : Math.max(range.start, offset + shift);
  };
}
