import { sameName, trimOws } from './field-name.ts';

/** Fields that concern one connection only (RFC 9110 7.6.1), and those that only a proxy on the way reads. */
export function isHopByHop(name: string): boolean {
  switch (name.length) {
    case 2:
      return sameName(name, 'te');
    case 7:
      return sameName(name, 'upgrade') || sameName(name, 'trailer');
    case 10:
      return sameName(name, 'connection') || sameName(name, 'keep-alive');
    case 14:
      return sameName(name, 'http2-settings');
    case 16:
      return sameName(name, 'proxy-connection');
    case 17:
      return sameName(name, 'transfer-encoding');
    case 18:
      return sameName(name, 'proxy-authenticate');
    case 19:
      return sameName(name, 'proxy-authorization');
    default:
      return false;
  }
}

/** Connection options that name no field of their own, or one that is hop-by-hop anyway. */
const plainOptions = new Set(['close', 'keep-alive', 'upgrade', 'te', 'trailer', 'http2-settings', '']);

/** Adds the fields that a Connection value nominates to `nominated`, in lower case. */
export function nominatedFields(connection: string, nominated: string[] | undefined): string[] | undefined {
  let names = nominated;
  for (const part of connection.split(',')) {
    const option = trimOws(part).toLowerCase();
    if (plainOptions.has(option)) continue;
    names ??= [];
    names.push(option);
  }
  return names;
}

/** True where a comma-separated list, such as that of Connection, holds the option. */
export function listsOption(value: string, option: string): boolean {
  if (value.length === option.length) return sameName(value, option);
  return value.split(',').some((part) => sameName(trimOws(part), option));
}

/** Fields whose removal would change routing, framing or who the client is: nominating one is an attack. */
const neverNominated = new Set([
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'authorization',
  'cookie',
  'expect',
]);

export const nominatesProtected = (nominated: readonly string[]): boolean =>
  nominated.some((name) => neverNominated.has(name));

export function isNominated(name: string, nominated: readonly string[] | undefined): boolean {
  return nominated !== undefined && nominated.length > 0 && nominated.includes(name.toLowerCase());
}

/** Names that may not come in a trailer section: they would change framing, routing or authentication (RFC 9110 6.5.1). */
const forbiddenTrailers = new Set([
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'location',
  'set-cookie',
]);

/** The trailer fields that may be passed on. */
export function forwardableTrailers(trailers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < trailers.length; index += 2) {
    const name = trailers[index] ?? '';
    const lowerCase = name.toLowerCase();
    if (isHopByHop(name) || forbiddenTrailers.has(lowerCase) || lowerCase.startsWith('x-forwarded-')) continue;
    // As with header fields: `x_y` reads as `x-y` behind CGI-like interfaces.
    if (name.includes('_')) continue;
    kept.push(name, trailers[index + 1] ?? '');
  }
  return kept;
}
