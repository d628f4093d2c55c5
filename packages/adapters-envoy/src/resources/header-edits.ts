import type { HeaderChanges } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { literalFormat } from './text.ts';

/** What becomes of one header: its own values are kept or not, and these stand behind them. */
interface Edit {
  readonly keeps: boolean;
  /** Formats: `%` is written `%%`. */
  readonly formats: readonly string[];
}

/** Edits by lower-case name. One after the other, they are again such edits. */
export type HeaderEdits = ReadonlyMap<string, Edit>;

export const noEdits: HeaderEdits = new Map();

/** One step of a list of edits; `add` keeps what is there. */
export type HeaderStep =
  | { readonly kind: 'set' | 'add'; readonly name: string; readonly format: string }
  | { readonly kind: 'remove'; readonly name: string };

export function withSteps(edits: HeaderEdits, steps: readonly HeaderStep[]): HeaderEdits {
  if (steps.length === 0) return edits;
  const result = new Map(edits);
  for (const step of steps) {
    const earlier = result.get(step.name) ?? { keeps: true, formats: [] };
    if (step.kind === 'remove') result.set(step.name, { keeps: false, formats: [] });
    else if (step.kind === 'set') result.set(step.name, { keeps: false, formats: [step.format] });
    else result.set(step.name, { keeps: earlier.keeps, formats: [...earlier.formats, step.format] });
  }
  return result;
}

/** First these, then those. */
export function composeEdits(first: HeaderEdits, second: HeaderEdits): HeaderEdits {
  if (first.size === 0) return second;
  if (second.size === 0) return first;
  const result = new Map(first);
  for (const [name, edit] of second) {
    const earlier = result.get(name);
    result.set(
      name,
      earlier && edit.keeps ? { keeps: earlier.keeps, formats: [...earlier.formats, ...edit.formats] } : edit,
    );
  }
  return result;
}

/** In the order in which changes are applied: what is set, added, removed. */
export const stepsOf = ({ set, add, remove }: HeaderChanges): HeaderStep[] => [
  ...set.map(({ name, value }): HeaderStep => ({ kind: 'set', name, format: literalFormat(value) })),
  ...add.map(({ name, value }): HeaderStep => ({ kind: 'add', name, format: literalFormat(value) })),
  ...remove.map((name): HeaderStep => ({ kind: 'remove', name })),
];

function additions([name, { keeps, formats }]: readonly [string, Edit]): JsonObject[] {
  return formats.map((value, index) => ({
    header: { key: name, value },
    append_action: index === 0 && !keeps ? 'OVERWRITE_IF_EXISTS_OR_ADD' : 'APPEND_IF_EXISTS_OR_ADD',
    // Without this Envoy leaves out a header that is set to nothing.
    ...(value === '' && { keep_empty_value: true }),
  }));
}

/** The fields of a route, a weighted cluster or a virtual host that edit a side's headers. */
export function headerFields(side: 'request' | 'response', edits: HeaderEdits): JsonObject {
  const added = [...edits].flatMap(additions);
  const removed = [...edits].filter(([, edit]) => !edit.keeps && edit.formats.length === 0).map(([name]) => name);
  return {
    ...(added.length > 0 && { [`${side}_headers_to_add`]: added }),
    ...(removed.length > 0 && { [`${side}_headers_to_remove`]: removed }),
  };
}
