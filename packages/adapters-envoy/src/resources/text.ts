const tokenName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const isFieldName = (name: string): boolean => tokenName.test(name);

const isControl = (code: number): boolean => (code < 32 && code !== 9) || code === 127;

/** True for a text that may be the value of a field: no control characters. */
export function isFieldValue(value: string): boolean {
  for (let index = 0; index < value.length; index++) if (isControl(value.charCodeAt(index))) return false;
  return true;
}

const unsafeInPath = /[^\x21-\x7e]/gu;

/** Configuration text as it may stand in a request target: what is not visible ASCII is percent-encoded as UTF-8. */
export const targetText = (value: string): string =>
  value.replace(/\p{Surrogate}/gu, '\ufffd').replace(unsafeInPath, encodeURIComponent);

const hostName = /^(?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?(?::\d{1,5})?$/;
const hostAddress = /^\[[0-9A-Fa-f:.]{2,}\](?::\d{1,5})?$/;

/** `host` or `host:port`; an IPv6 address in brackets. */
export const isAuthority = (value: string): boolean =>
  value.length <= 260 && (hostName.test(value) || hostAddress.test(value));

/** A text as a regular expression that matches it and nothing else. */
export const quoteRegex = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Envoy's header values are formats, in which `%` starts a command. */
export const literalFormat = (value: string): string => value.replaceAll('%', '%%');
