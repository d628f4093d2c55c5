import type { SecretReference } from '@routeward/core';
import { secretName } from '../../names.ts';
import type { EntryProvider } from '../../options.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for bytes that are no UTF-8: Envoy's configuration is text. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of an entry, or why there is none; names no content. */
export type EntryText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing'; readonly message: string };

const missing = (reference: SecretReference, what: string): EntryText => ({
  kind: 'missing',
  message: `${secretName(reference)} ${what}`,
});

export function entryText(provider: EntryProvider | undefined, reference: SecretReference, key: string): EntryText {
  const bytes = provider?.(reference)?.get(key);
  if (bytes === undefined) return missing(reference, `has no entry ${key} that can be had`);
  const text = textOf(bytes);
  return text === undefined ? missing(reference, `entry ${key} is no text`) : { kind: 'text', text };
}
