import type { Document } from 'yaml';
import { manifestLimits } from './limits.ts';
import { parseYaml, yamlMessage } from './parse-yaml.ts';
import type { Problem, ReadDocument, TextRange } from './problem.ts';
import { YamlReader } from './yaml-value.ts';

function readDocument(document: Document.Parsed, { start }: TextRange): ReadDocument {
  const syntax = document.errors
    .slice(0, manifestLimits.problems)
    .map((error): Problem => ({ offset: start + error.pos[0], path: [], message: yamlMessage(error) }));
  const reader = new YamlReader(start);
  const value = reader.read(document.contents);
  const [from, , to] = document.contents?.range ?? [0, 0, 0];
  return {
    value,
    range: { start: start + from, end: start + to },
    problems: [...syntax, ...reader.problems.slice(0, manifestLimits.problems)],
    ranges: reader.ranges,
  };
}

/** Reads the documents in one part of a text; parts come from `splitDocuments`. */
export function readYaml(text: string, range: TextRange, tokens: number): ReadDocument[] {
  const parsed = parseYaml(text.slice(range.start, range.end), tokens);
  if (parsed.kind === 'tooComplex') {
    const problem = { offset: range.start + parsed.offset, path: [], message: parsed.message };
    return [{ value: null, range, problems: [problem], ranges: new WeakMap() }];
  }
  return parsed.documents.map((document) => readDocument(document, range));
}
