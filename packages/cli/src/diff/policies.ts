import type { EffectivePolicyScope, FieldOrigin, JsonValue } from '@routeward/core';
import { valueAt } from '../policies/policy-value.ts';
import type { FieldChange, PolicyChange, SetValue } from './changes.ts';
import { compareKeyed } from './keyed.ts';
import { sameJson } from './same-json.ts';

/** No key of an object has a space. */
const byPlace = (scopes: readonly EffectivePolicyScope[]): Map<string, EffectivePolicyScope> =>
  new Map(scopes.map((scope) => [`${scope.kind} ${scope.path.join(' ')}`, scope]));

function setAt({ spec }: EffectivePolicyScope, field: string, { policy, mode }: FieldOrigin): SetValue {
  const value: JsonValue | undefined = valueAt(spec, field);
  return { value: value ?? null, policy, mode };
}

const valuesOf = (scope: EffectivePolicyScope | undefined): Map<string, SetValue> =>
  new Map(Object.entries(scope?.origins ?? {}).map(([field, origin]) => [field, setAt(scope ?? empty, field, origin)]));

const empty: EffectivePolicyScope = { kind: '', path: [], spec: {}, origins: {}, beaten: [] };

function fieldChanges(
  before: EffectivePolicyScope | undefined,
  after: EffectivePolicyScope | undefined,
): FieldChange[] {
  return compareKeyed(valuesOf(before), valuesOf(after)).map(({ key, before: old, after: now }) => ({
    field: key,
    ...(old && { before: old }),
    ...(now && { after: now }),
  }));
}

/** Steps that a path has only where a policy is attached there. */
const isOptional = (step: string): boolean => step.includes('#') || step.startsWith('Namespace/');

const placeOf = ({ kind, path }: EffectivePolicyScope): string =>
  [kind, ...path.filter((step) => !isOptional(step))].join(' ');

/** Of one place the only scope that came or went. */
function onlyOnes(
  scopes: ReadonlyMap<string, EffectivePolicyScope>,
  others: ReadonlyMap<string, EffectivePolicyScope>,
): Map<string, string> {
  const keys = new Map<string, string[]>();
  for (const [key, scope] of scopes) {
    if (others.has(key)) continue;
    const place = placeOf(scope);
    keys.set(place, [...(keys.get(place) ?? []), key]);
  }
  return new Map([...keys].flatMap(([place, [key, ...more]]) => (key && more.length === 0 ? [[place, key]] : [])));
}

/** The scopes of `before` by the keys of `after`: one whose path has another section or namespace on it by now is the same. */
function aligned(
  before: ReadonlyMap<string, EffectivePolicyScope>,
  after: ReadonlyMap<string, EffectivePolicyScope>,
): Map<string, EffectivePolicyScope> {
  const came = onlyOnes(after, before);
  const went = onlyOnes(before, after);
  const moved = new Map([...went].flatMap(([place, key]) => (came.has(place) ? [[key, came.get(place) ?? key]] : [])));
  return new Map([...before].map(([key, scope]) => [moved.get(key) ?? key, scope]));
}

/**
 * Scopes that policies come to something else in. One in which nothing but a beaten value differs is left out: it
 * changes nothing.
 */
export function comparePolicies(
  before: readonly EffectivePolicyScope[],
  after: readonly EffectivePolicyScope[],
): PolicyChange[] {
  const same = (a: EffectivePolicyScope, b: EffectivePolicyScope): boolean =>
    a === b || (sameJson(a.spec, b.spec) && sameJson(a.origins, b.origins));
  const now = byPlace(after);
  return compareKeyed(aligned(byPlace(before), now), now, same).flatMap(({ change, before: old, after: fresh }) => {
    const scope = fresh ?? old;
    return scope ? [{ kind: scope.kind, path: scope.path, change, fields: fieldChanges(old, fresh) }] : [];
  });
}
