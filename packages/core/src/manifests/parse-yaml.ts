import { Composer, CST, type Document, Lexer, Parser, type YAMLParseError } from 'yaml';
import { manifestLimits } from './limits.ts';

/** A text that is not worth parsing to its end. */
export interface TooComplex {
  readonly kind: 'tooComplex';
  readonly offset: number;
  readonly message: string;
}

export interface ParsedYaml {
  readonly kind: 'documents';
  readonly documents: readonly Document.Parsed[];
}

const tooDeep = `objects and lists stand in each other more than ${manifestLimits.depth} deep`;

/** Where collections are nested too deeply; without recursion, because that is what it protects from. */
function findTooDeep(root: CST.Token): number | undefined {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > manifestLimits.depth) return token.offset;
    if (token.type === 'document') {
      if (token.value !== undefined) pending.push({ token: token.value, depth });
    } else if (CST.isCollection(token)) {
      for (const { key, value } of token.items) {
        if (key) pending.push({ token: key, depth: depth + 1 });
        if (value) pending.push({ token: value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

function readTokens(text: string, most: number): CST.Token[] | TooComplex {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let count = 0;
  let depth = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') depth += 1;
    else if (lexeme === ']' || lexeme === '}') depth -= 1;
    count += 1;
    if (depth > manifestLimits.depth) return { kind: 'tooComplex', offset, message: tooDeep };
    if (count > most) return { kind: 'tooComplex', offset, message: `has more than ${most} tokens` };
    for (const token of parser.next(lexeme)) tokens.push(token);
    // A lexeme of one control character stands for something that is not in the text.
    if (lexeme.length > 1 || lexeme > '\x1f' || lexeme === '\n' || lexeme === '\t') offset += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Parses without interpreting scalars: what a plain one means is decided by `plainScalar`. */
export function parseYaml(text: string, most: number = manifestLimits.tokens): ParsedYaml | TooComplex {
  const tokens = readTokens(text, most);
  if (!Array.isArray(tokens)) return tokens;
  for (const token of tokens) {
    const offset = findTooDeep(token);
    if (offset !== undefined) return { kind: 'tooComplex', offset, message: tooDeep };
  }
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  return { kind: 'documents', documents: [...composer.compose(tokens)] };
}

const messages: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  BAD_ALIAS: 'an alias or anchor is not written correctly',
  BAD_DIRECTIVE: 'the % directive is not known',
  BAD_DQ_ESCAPE: 'there is no such escape sequence in double quotes',
  BAD_INDENT: 'the indentation fits no level above, or a closing bracket is missing',
  BAD_SCALAR_START: 'a text that starts with this character needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " in a line: put the text in quotes, or start a new line',
  BLOCK_IN_FLOW: 'no indented lines inside [ ] or { }',
  KEY_OVER_1024_CHARS: 'the key has more than 1024 characters',
  MISSING_CHAR: 'a closing quote, bracket, colon or comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line: is a ":" missing?',
  TAB_AS_INDENT: 'indentation must be blanks, not tabs',
  UNEXPECTED_TOKEN: 'something stands here that YAML does not allow',
};

/** In our words: the parser's own message may quote the text, and the text may be a secret. */
export const yamlMessage = ({ code }: YAMLParseError): string => messages[code] ?? 'is not valid YAML';
