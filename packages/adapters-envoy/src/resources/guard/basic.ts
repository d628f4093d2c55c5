import type { BasicRule } from '@routeward/core';
import type { EntryProvider } from '../../options.ts';
import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { isFieldName } from '../text.ts';
import { entryText } from './entries.ts';
import { brokenPart, type GuardPart } from './guard-part.ts';
import { filterName, type NeededFilter, ranks } from './needed-filter.ts';

const basicAuth = 'envoy.extensions.filters.http.basic_auth.v3';

const inline = (text: string): JsonObject => ({ inline_string: text });

/** Nobody passes where no route names users. The header that tells who it is stands here, not at the route. */
const nobody = `nobody:{SHA}${'A'.repeat(27)}=\n`;

export function basicFilter(number = 0, header?: string): NeededFilter {
  const name = filterName('basic', number);
  return {
    name: header === undefined ? name : `${name}/${header}`,
    rank: ranks.basic,
    config: {
      '@type': typeOf(`${basicAuth}.BasicAuth`),
      users: inline(nobody),
      ...(header !== undefined && { forward_username_header: header }),
    },
  };
}

const usable = /^\{SHA\}[A-Za-z0-9+/]{27}=$/;

/** Lines that Envoy can read, and the number of users whose passwords are hashed in another way. */
function usersOf(htpasswd: string): { lines: string[]; others: number } {
  const users = new Map<string, string>();
  for (const line of htpasswd.split(/\r?\n/)) {
    const [name = '', hash = ''] = line.split(':');
    // The first line of a name counts, as in Apache's reading; fields behind a second colon are comments.
    if (name === '' || line.startsWith('#') || users.has(name)) continue;
    users.set(name, hash.trim());
  }
  const lines = [...users].flatMap(([name, hash]) => (usable.test(hash) ? [`${name}:${hash}`] : []));
  return { lines, others: users.size - lines.length };
}

/** Envoy knows SHA-1 hashes only: without any of those nobody could get in, which is worth an error. */
export function basicPart(rule: BasicRule, number: number, entries: EntryProvider | undefined): GuardPart {
  const header = rule.forwardUserHeader?.toLowerCase();
  if (header !== undefined && !isFieldName(header)) return brokenPart('a header name that can not be forwarded');
  const found = entryText(entries, rule.users, rule.key);
  if (found.kind === 'missing') return brokenPart(found.message);
  const { lines, others } = usersOf(found.text);
  if (lines.length === 0) return brokenPart('Envoy checks {SHA} passwords only, and no user has one');
  const filter = basicFilter(number, header);
  const users = { '@type': typeOf(`${basicAuth}.BasicAuthPerRoute`), users: inline(`${lines.join('\n')}\n`) };
  return {
    kind: 'filters',
    perFilter: { [filter.name]: users },
    filters: [filter],
    ...(header !== undefined && { cleared: [header] }),
    ...(others > 0 && { notes: [`Envoy checks {SHA} passwords only: ${others} of the users can not log in`] }),
  };
}
