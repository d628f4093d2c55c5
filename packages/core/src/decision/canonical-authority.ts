/** 1 where a byte may stand in the host of a request: letters, digits, `-`, `.` and `_`. */
const hostBytes = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._')
  hostBytes[char.charCodeAt(0)] = 1;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * True for `host` or `host:port` as a gateway takes it: a name without empty labels (one trailing dot is fine), an
 * IPv4 address or an IPv6 address in brackets. Commas, spaces, userinfo, percent signs and empty ports are not: each of
 * them is read in two ways by somebody behind us.
 */
export function isAuthority(authority: string): boolean {
  if (authority.length === 0 || authority.length > 260) return false;
  const end = authority.charCodeAt(0) === 91 ? bracketEnd(authority) : nameEnd(authority);
  if (end <= 0) return false;
  return end === authority.length || isPort(authority, end);
}

function nameEnd(authority: string): number {
  let at = 0;
  let labelStart = 0;
  for (; at < authority.length; at++) {
    const code = authority.charCodeAt(at);
    if (code === 58) break;
    if (hostBytes[code] !== 1) return -1;
    if (code !== 46) continue;
    if (at === labelStart) return -1;
    labelStart = at + 1;
  }
  return at;
}

function bracketEnd(authority: string): number {
  for (let at = 1; at < authority.length; at++) {
    const code = authority.charCodeAt(at);
    if (code === 93) return at > 2 ? at + 1 : -1;
    const folded = code | 32;
    if (!isDigit(code) && code !== 58 && code !== 46 && !(folded >= 97 && folded <= 102)) return -1;
  }
  return -1;
}

function isPort(authority: string, colon: number): boolean {
  if (authority.charCodeAt(colon) !== 58) return false;
  const length = authority.length - colon - 1;
  if (length < 1 || length > 5) return false;
  let port = 0;
  for (let at = colon + 1; at < authority.length; at++) {
    const code = authority.charCodeAt(at);
    if (!isDigit(code)) return false;
    port = port * 10 + code - 48;
  }
  return port <= 65535;
}

/**
 * The authority to match and forward, or undefined where it is refused (400): without the dot at the end of its host,
 * which names the same host and would be another virtual host to some backends.
 */
export function canonicalAuthority(authority: string): string | undefined {
  if (!isAuthority(authority)) return undefined;
  const colon = authority.lastIndexOf(':');
  const end = colon === -1 || authority.endsWith(']') ? authority.length : colon;
  return authority.charCodeAt(end - 1) === 46 ? authority.slice(0, end - 1) + authority.slice(end) : authority;
}
