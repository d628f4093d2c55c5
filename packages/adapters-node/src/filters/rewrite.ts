import { isAuthority, type PathMatch, type PathModifier, rewritePath } from '@routeward/core';
import { targetText } from '../headers/wire-text.ts';
import type { ExchangeDraft } from './exchange-draft.ts';

/** A rewrite whose texts may go on the wire as they are. */
export interface SafeRewrite {
  readonly hostname: string | undefined;
  readonly path: PathModifier | undefined;
}

/** Undefined where the hostname is none. */
export function safeRewrite(hostname: string | undefined, path: PathModifier | undefined): SafeRewrite | undefined {
  if (hostname !== undefined && !isAuthority(hostname)) return undefined;
  return { hostname, path: path === undefined ? undefined : { kind: path.kind, value: targetText(path.value) } };
}

/** Changes host and path; the prefix to replace is that of the rule's own match. */
export function applyRewrite(rewrite: SafeRewrite, match: PathMatch, draft: ExchangeDraft): void {
  if (rewrite.hostname !== undefined) draft.authority = rewrite.hostname;
  if (rewrite.path !== undefined) draft.path = rewritePath(rewrite.path, draft.path, match);
}
