/** Name and password of a request (RFC 7617). */
export interface BasicCredentials {
  readonly name: string;
  readonly password: string;
}

const basic = /^basic +([A-Za-z0-9+/]+={0,2})$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const hasControls = (text: string): boolean => [...text].some((character) => character < ' ' || character === '\u007f');

/** Undefined where the field is missing or malformed. */
export function basicCredentials(authorization: string | undefined): BasicCredentials | undefined {
  const encoded = basic.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = decoded(Buffer.from(encoded, 'base64'));
  const at = text?.indexOf(':') ?? -1;
  // RFC 7617 2: neither part may hold control characters.
  if (text === undefined || at < 1 || hasControls(text)) return undefined;
  return { name: text.slice(0, at), password: text.slice(at + 1) };
}
