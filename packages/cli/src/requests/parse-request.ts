import type { DecisionRequest } from '@routeward/core';

export type ParsedRequest =
  /** `unknown` lists the fields that mean nothing here. */
  | { readonly kind: 'request'; readonly request: DecisionRequest; readonly unknown: readonly string[] }
  | { readonly kind: 'bad'; readonly message: string };

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

const isText = (value: unknown): value is string => typeof value === 'string';
const isPort = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
const isScheme = (value: unknown): value is 'http' | 'https' => value === 'http' || value === 'https';
const isHeaders = (value: unknown): value is readonly (readonly [string, string])[] =>
  Array.isArray(value) && value.every(isPair);

/** What each field must be; `source` is read by mesh frontends only and may hold anything. */
const fields = new Map<string, { readonly check: (value: unknown) => boolean; readonly wanted: string }>([
  ['id', { check: isText, wanted: 'a string' }],
  ['gateway', { check: (value) => isText(value) && /^[^/]+\/[^/]+$/.test(value), wanted: '"namespace/name"' }],
  ['port', { check: isPort, wanted: 'a number from 1 to 65535' }],
  ['method', { check: isText, wanted: 'a string' }],
  ['scheme', { check: isScheme, wanted: '"http" or "https"' }],
  ['authority', { check: isText, wanted: 'a string' }],
  ['path', { check: (value) => isText(value) && /^[/*]/.test(value), wanted: 'a string that begins with /' }],
  ['headers', { check: isHeaders, wanted: 'an array of ["name","value"]' }],
  ['sni', { check: isText, wanted: 'a string' }],
  ['source', { check: isRecord, wanted: 'an object' }],
]);

function problemOf(value: Fields): string | undefined {
  for (const [name, { check, wanted }] of fields) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    const absent = field === undefined || field === null;
    if (absent && (name === 'authority' || name === 'path')) return `${name} is missing`;
    if (!absent && !check(field)) return `${name} must be ${wanted}`;
  }
  return undefined;
}

function requestOf(value: Fields): DecisionRequest {
  const { id, gateway, port, method, scheme, authority, path, headers, sni } = value;
  return {
    authority: isText(authority) ? authority : '',
    path: isText(path) ? path : '/',
    ...(isText(id) && { id }),
    ...(isText(gateway) && { gateway }),
    ...(isPort(port) && { port }),
    ...(isText(method) && { method }),
    ...(isScheme(scheme) && { scheme }),
    ...(isHeaders(headers) && { headers }),
    ...(isText(sni) && { sni }),
  };
}

/** Reads one request as the contract of `match` says; `null` counts as left out. */
export function parseRequest(line: string): ParsedRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Not the parser's own words: they quote the line, which may hold credentials.
    return { kind: 'bad', message: 'not JSON' };
  }
  if (!isRecord(value)) return { kind: 'bad', message: 'not a JSON object' };
  const message = problemOf(value);
  if (message !== undefined) return { kind: 'bad', message };
  const unknown = Object.keys(value).filter((name) => !fields.has(name));
  return { kind: 'request', request: requestOf(value), unknown };
}
