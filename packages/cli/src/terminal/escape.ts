/**
 * Control characters, line and paragraph separators and marks that change the reading direction: in a name or a
 * message of a manifest they could forge output lines or drive the terminal.
 */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const asEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text from a manifest or a request as it may stand in a line of the terminal; line ends become `\n` and `\r`. */
export const escapeText = (text: string): string =>
  text.replace(unsafe, (char) =>
    char === '\n' ? '\\n' : char === '\r' ? '\\r' : char === '\t' ? '\\t' : asEscape(char),
  );

/** The same for text that is JSON or double-quoted YAML already: line ends and indentation stay. */
export const escapeDocument = (text: string): string =>
  text.replace(unsafe, (char) => (char === '\n' ? char : asEscape(char)));
