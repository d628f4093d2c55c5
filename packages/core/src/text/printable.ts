/** Control characters, and those that change the order or the look of what follows. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const escapeCharacter = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** A text of the user's as part of a message: it can neither break the line nor pose as something else. */
export function printable(text: string, longest = 253): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(unsafe, escapeCharacter);
}

/** In double quotes, as a JSON text. */
export const printableText = (text: string, longest = 253): string =>
  `"${printable(text.replace(/["\\]/g, '\\$&'), longest)}"`;
