import type { ApiKeyRule, CredentialSource } from '@routeward/core';
import { secretName } from '../../names.ts';
import type { EntryProvider } from '../../options.ts';
import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { isFieldName, isFieldValue } from '../text.ts';
import { textOf } from './entries.ts';
import { brokenPart, type GuardPart } from './guard-part.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const apiKeyAuth = 'envoy.extensions.filters.http.api_key_auth.v3';

/** Only there where it is used: Envoy 1.40 calls it work in progress and says so whenever it loads it. */
const apiKeyFilter = (number: number): NeededFilter => ({
  name: filterName('api-key', number),
  rank: ranks.apiKey,
  config: { '@type': typeOf(`${apiKeyAuth}.ApiKeyAuth`) },
});

const keySource = ({ kind, name }: CredentialSource): JsonObject => ({ [kind]: name });

/** Envoy takes what stands behind `Bearer ` in Authorization by itself. */
const isTakenOff = ({ name }: CredentialSource, prefix: string): boolean =>
  name.toLowerCase() === 'authorization' && prefix === 'Bearer ';

/** Texts that stand in front of keys, none included. Envoy compares the whole value, so keys carry them. */
function prefixesOf(from: readonly CredentialSource[]): string[] {
  const prefixes = from.map((source) => {
    const prefix = source.kind === 'header' ? (source.prefix ?? '') : '';
    return isTakenOff(source, prefix) ? '' : prefix;
  });
  return [...new Set(prefixes)];
}

/** Clients by key; the first of equal keys counts, for Envoy refuses a key that is there twice. */
function keysOf(rule: ApiKeyRule, entries: EntryProvider | undefined): Map<string, string> | string {
  const clients = new Map<string, string>();
  for (const reference of rule.keys) {
    const found = entries?.(reference);
    if (!found) return `${secretName(reference)} can not be had`;
    for (const [client, bytes] of found) {
      const key = textOf(bytes)?.replace(/[\r\n]+$/, '');
      if (key === undefined || !isFieldValue(key) || client === '')
        return `${secretName(reference)} holds what is no key`;
      if (key !== '' && !clients.has(key)) clients.set(key, client);
    }
  }
  return clients;
}

export function apiKeyPart(rule: ApiKeyRule, number: number, entries: EntryProvider | undefined): GuardPart {
  const header = rule.forwardClientHeader?.toLowerCase();
  if (header !== undefined && !isFieldName(header)) return brokenPart('a header name that can not be forwarded');
  if (rule.from.length === 0) return brokenPart('nothing says where a key stands');
  const clients = keysOf(rule, entries);
  if (typeof clients === 'string') return brokenPart(clients);
  if (clients.size === 0) return { kind: 'answer', status: 401 };
  const prefixes = prefixesOf(rule.from);
  const filter = apiKeyFilter(number);
  const credentials = [...clients].flatMap(([key, client]) =>
    prefixes.map((prefix) => ({ key: `${prefix}${key}`, client })),
  );
  const config = {
    '@type': typeOf(`${apiKeyAuth}.ApiKeyAuthPerRoute`),
    credentials,
    key_sources: rule.from.map(keySource),
    ...(header !== undefined && { forwarding: { header } }),
  };
  return {
    kind: 'filters',
    perFilter: { [filter.name]: config },
    filters: [filter],
    ...(header !== undefined && { cleared: [header] }),
  };
}
