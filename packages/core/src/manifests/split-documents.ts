import type { TextRange } from './problem.ts';

/**
 * Cuts a text at lines that start with `---`, which nothing but a document can contain in YAML or JSON: a document
 * that can't be read then costs no other. The marker stays with what follows it.
 */
export function splitDocuments(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  let start = 0;
  for (let found = nextMarker(text, 0); found !== -1; found = nextMarker(text, found + 3)) {
    if (found > start) ranges.push({ start, end: found });
    start = found;
  }
  ranges.push({ start, end: text.length });
  return ranges;
}

function nextMarker(text: string, from: number): number {
  for (let index = text.indexOf('---', from); index !== -1; index = text.indexOf('---', index + 3)) {
    const before = index === 0 ? '\n' : text.charAt(index - 1);
    const after = text.charAt(index + 3);
    if ((before === '\n' || before === '\r') && (after === '' || ' \t\r\n'.includes(after))) return index;
  }
  return -1;
}
