import type { Filter, HeaderChanges } from '../../ir/filter.ts';
import { type HeaderPolicySpec, headerDirections, headerPolicySpec } from '../kinds/header-policy.ts';
import { originAt } from './origin-at.ts';
import { PolicyReader, type PolicyValues } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const headerReader = new PolicyReader('HeaderPolicy', headerPolicySpec);

type Direction = (typeof headerDirections)[number];

interface DirectionChanges {
  readonly changes: HeaderChanges;
  /** Headers of which the rule's own filter still decides. */
  readonly own: readonly string[];
}

const filterKinds = { request: 'requestHeaders', response: 'responseHeaders' } as const;

function changesOf({ spec, effective }: PolicyValues<HeaderPolicySpec>, direction: Direction): DirectionChanges {
  const items = [...(spec[direction] ?? []).entries()].map(([index, { name, action, value = '' }]) => {
    const own = originAt(effective, `${direction}[${index}].action`)?.mode === 'object';
    return { name, action: own ? ('Own' as const) : action, value };
  });
  const named = (wanted: string) => items.filter(({ action }) => action === wanted);
  const valued = (wanted: string) => named(wanted).map(({ name, value }) => ({ name, value }));
  return {
    changes: { set: valued('Set'), add: valued('Add'), remove: named('Remove').map(({ name }) => name) },
    own: named('Own').map(({ name }) => name),
  };
}

const isEmpty = ({ set, add, remove }: HeaderChanges): boolean => set.length + add.length + remove.length === 0;

function toFilters(values: PolicyValues<HeaderPolicySpec>): Filter[] {
  return headerDirections.flatMap((direction) => {
    const { changes } = changesOf(values, direction);
    return isEmpty(changes) ? [] : [{ kind: filterKinds[direction], changes }];
  });
}

/** The rule's own filters without what a policy has taken from them. */
function withoutBeaten(filters: readonly Filter[], own: ReadonlyMap<string, readonly string[]>): Filter[] {
  return filters.flatMap((filter): Filter[] => {
    if (filter.kind !== 'requestHeaders' && filter.kind !== 'responseHeaders') return [filter];
    const kept = own.get(filter.kind) ?? [];
    const { set, add, remove } = filter.changes;
    const changes = {
      set: set.filter(({ name }) => kept.includes(name)),
      add: add.filter(({ name }) => kept.includes(name)),
      remove: remove.filter((name) => kept.includes(name)),
    };
    return isEmpty(changes) ? [] : [{ kind: filter.kind, changes }];
  });
}

/** HeaderPolicy: a filter behind those that the rule has itself, of the rule or of each backend. */
export function applyHeaders(draft: RuleDraft): void {
  const spread = draft.spread(headerReader, (values) => ({
    filters: toFilters(values),
    own: headerDirections.map((direction) => [filterKinds[direction], changesOf(values, direction).own] as const),
  }));
  if (spread.kind === 'rule') {
    const { filters, own } = spread.value;
    draft.filters = [...withoutBeaten(draft.filters, new Map(own)), ...filters];
  } else if (spread.kind === 'backends') {
    for (const [backend, value] of spread.values) if (value) draft.addBackendFilter(backend, ...value.filters);
  }
}
