import { stringify } from 'yaml';
import { escapeDocument } from './escape.ts';

/** Exactly one JSON value and a line end. */
export const jsonText = (value: unknown): string => `${escapeDocument(JSON.stringify(value, null, 2))}\n`;

/** One JSON value on one line. */
export const jsonLine = (value: unknown): string => `${escapeDocument(JSON.stringify(value))}\n`;

/** Strings are quoted, so that no reader takes `no` or `1e3` for something else. */
export const yamlText = (value: unknown): string =>
  escapeDocument(
    stringify(value, {
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
      lineWidth: 0,
      aliasDuplicateObjects: false,
    }),
  );
