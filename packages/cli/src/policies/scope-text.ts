import type { BeatenValue, EffectivePolicyScope, FieldOrigin } from '@routeward/core';
import { escapeText } from '../terminal/escape.ts';
import { table } from '../terminal/table.ts';
import { valueAt } from './policy-value.ts';

/** Where a value stands: `RetryPolicy/app/patient (override)`. */
export const sourceText = ({ policy, mode }: Pick<FieldOrigin | BeatenValue, 'policy' | 'mode'>): string =>
  `${policy} (${mode})`;

function fieldRow(scope: EffectivePolicyScope, field: string, origin: FieldOrigin): string[] {
  const losers = scope.beaten.filter((loser) => loser.field === field);
  const beaten = losers.map((loser) => `${JSON.stringify(loser.value)} of ${sourceText(loser)}`).join(', ');
  return [field, JSON.stringify(valueAt(scope.spec, field)), sourceText(origin), beaten === '' ? '-' : beaten];
}

/** Values that nothing stands in place of: an empty object beat them, or the list item that held them. */
function goneRows({ origins, beaten }: EffectivePolicyScope): string[][] {
  return beaten
    .filter(({ field }) => !Object.hasOwn(origins, field))
    .map((loser) => [loser.field, '-', '-', `${JSON.stringify(loser.value)} of ${sourceText(loser)}`]);
}

/** Where a scope is and what holds there. */
export const scopeTitle = ({ kind, path }: Pick<EffectivePolicyScope, 'kind' | 'path'>): string =>
  escapeText(`${kind} on ${path.join(' > ')}`);

/** Each field of a scope with its origin and what it beat. */
export function scopeText(scope: EffectivePolicyScope): string {
  const rows = Object.entries(scope.origins).map(([field, origin]) => fieldRow(scope, field, origin));
  const fields = table(['FIELD', 'VALUE', 'FROM', 'BEAT'], [...rows, ...goneRows(scope)]);
  return `${scopeTitle(scope)}\n${fields.replace(/^(?=.)/gm, '  ')}`;
}
