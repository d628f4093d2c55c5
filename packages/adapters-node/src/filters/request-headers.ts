import { isAuthority } from '@routeward/core';
import { applyChanges, type SafeChanges } from '../headers/header-changes.ts';
import type { ExchangeDraft } from './exchange-draft.ts';

/**
 * Changes the request's fields. Host is not among them: it travels as the authority, so that there is always exactly
 * one; a rule that sets `host` changes that.
 */
export function applyRequestHeaders(changes: SafeChanges, draft: ExchangeDraft): void {
  applyChanges(draft.headers, changes);
}

/** The host that changes ask for, and the changes without it. */
export function splitHost(changes: SafeChanges): { changes: SafeChanges; hostname: string | undefined } {
  const hostname = [...changes.set, ...changes.add].find(({ name }) => name === 'host')?.value;
  if (hostname === undefined) return { changes, hostname };
  const others = (values: SafeChanges['set']) => values.filter(({ name }) => name !== 'host');
  return {
    changes: { set: others(changes.set), add: others(changes.add), remove: changes.remove },
    hostname: isAuthority(hostname) ? hostname : undefined,
  };
}
