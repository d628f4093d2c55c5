import { applyChanges, removeField, type SafeChanges } from '../headers/header-changes.ts';
import { corsFields } from './cors.ts';
import type { ExchangeDraft } from './exchange-draft.ts';

/** Notes changes for the response. */
export function planResponseHeaders(changes: SafeChanges, draft: ExchangeDraft): void {
  draft.responseChanges ??= [];
  draft.responseChanges.push(changes);
}

/** Edits a response's fields in place as the filters asked: CORS first, then the changes in the filters' order. */
export function editResponse(fields: string[], draft: ExchangeDraft): void {
  if (draft.corsHeaders !== undefined) {
    for (const name of corsFields) removeField(fields, name);
    for (const part of draft.corsHeaders) fields.push(part);
  }
  if (draft.responseChanges === undefined) return;
  for (const changes of draft.responseChanges) applyChanges(fields, changes);
}
