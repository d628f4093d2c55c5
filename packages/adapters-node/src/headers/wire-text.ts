/**
 * Configuration text as it may stand in a field value: UTF-8 bytes, one character each, because heads are written byte
 * by byte and a character such as U+010D would become a carriage return. Undefined where it holds control characters.
 */
export function fieldText(value: string): string | undefined {
  const bytes = isLatin(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
  for (let index = 0; index < bytes.length; index++) {
    const code = bytes.charCodeAt(index);
    if ((code < 32 && code !== 9) || code === 127) return undefined;
  }
  return bytes;
}

function isLatin(value: string): boolean {
  for (let index = 0; index < value.length; index++) if (value.charCodeAt(index) > 126) return false;
  return true;
}

const unsafeInPath = /[^\x21-\x7e]/gu;

/** Configuration text as it may stand in a request target: what is not visible ASCII is percent-encoded as UTF-8. */
export const targetText = (value: string): string =>
  value.replace(/\p{Surrogate}/gu, '\ufffd').replace(unsafeInPath, encodeURIComponent);

const tokenName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const isFieldName = (name: string): boolean => tokenName.test(name);
