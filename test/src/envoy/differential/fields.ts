import type { DecidedHeaders } from '@routeward/core';

export type Field = readonly [name: string, value: string];

/** Fields by lower-case name; repeated ones joined, as they may be on the way (RFC 9110 5.3). */
export type Fields = ReadonlyMap<string, string>;

/** What proxies write or drop by themselves on the way to a backend. */
const ownOfRequests = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'x-forwarded-for']);
for (const name of ['x-forwarded-proto', 'x-forwarded-host', 'x-envoy-expected-rq-timeout-ms', 'x-case'])
  ownOfRequests.add(name);

/** What servers write by themselves, and what is compared apart. */
const ownOfResponses = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding', 'server']);
for (const name of ['location', 'content-type', 'x-answered-by']) ownOfResponses.add(name);

function joined(fields: readonly Field[], dropped: ReadonlySet<string>): Map<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (dropped.has(key)) continue;
    const before = map.get(key);
    map.set(key, before === undefined ? value.trim() : `${before},${value.trim()}`);
  }
  return map;
}

export const requestFields = (fields: readonly Field[]): Map<string, string> => joined(fields, ownOfRequests);

export const responseFields = (fields: readonly Field[]): Map<string, string> => joined(fields, ownOfResponses);

/** What changes make of fields: set, then add, then remove. */
export function changed(fields: Fields, changes: DecidedHeaders | undefined): Map<string, string> {
  const map = new Map(fields);
  for (const { name, value } of changes?.set ?? []) map.set(name, value.trim());
  for (const { name, value } of changes?.add ?? []) {
    const before = map.get(name);
    map.set(name, before === undefined ? value.trim() : `${before},${value.trim()}`);
  }
  for (const name of changes?.remove ?? []) map.delete(name);
  return map;
}

/** In an order that does not depend on that of arrival. */
export const fieldText = (fields: Fields): string =>
  [...fields]
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join('\n');
