import { type EffectivePolicy, type MergeMode, mergePolicies, type OwnedPart } from '@routeward/core';

const strategies = ['AtomicDefaults', 'PatchDefaults', 'AtomicOverrides', 'PatchOverrides'] as const;

type Strategy = (typeof strategies)[number];

/** A strategy for each of GatewayClass, Gateway and HTTPRoute; undefined where no policy is attached. */
export type Combination = readonly [Strategy | undefined, Strategy | undefined, Strategy | undefined];

const orNone: readonly (Strategy | undefined)[] = [...strategies, undefined];

/** All with at least two policies. */
export const combinations: readonly Combination[] = orNone.flatMap((first) =>
  orNone.flatMap((second) =>
    orNone.flatMap((third): Combination[] => {
      const entry: Combination = [first, second, third];
      return entry.filter((strategy) => strategy !== undefined).length >= 2 ? [entry] : [];
    }),
  ),
);

const levels = ['GatewayClass', 'Gateway', 'HTTPRoute'];

/** Each policy sets `x` and a field of its own. */
function partOf(strategy: Strategy | undefined, level: string): readonly OwnedPart[] {
  if (strategy === undefined) return [];
  const mode = strategy.endsWith('Overrides') ? 'override' : 'default';
  const granularity = strategy.startsWith('Atomic') ? 'atomic' : 'patch';
  return [{ policy: `ColorPolicy/ns/${level}`, mode, granularity, spec: { x: level, [`own${level}`]: true } }];
}

export const resultOf = (combination: Combination, mode: MergeMode): EffectivePolicy =>
  mergePolicies(
    combination.map((strategy, index) => partOf(strategy, levels[index] ?? '')),
    undefined,
    mode,
    {},
  );

const sorted = (policy: EffectivePolicy): string =>
  JSON.stringify(Object.entries(policy.spec).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Combinations that the two readings of GEP-713 merge differently. */
export const differing = (): readonly Combination[] =>
  combinations.filter((entry) => sorted(resultOf(entry, 'gep-713')) !== sorted(resultOf(entry, 'gep-713-literal')));

function told({ spec }: EffectivePolicy): string {
  const own = levels.filter((level) => spec[`own${level}`] === true);
  return `x of ${String(spec['x'])}; own fields of ${own.join(', ')}`;
}

/** As `docs/policies.md` has it. */
export function strategyTable(): string {
  const rows = differing().map(
    (entry) =>
      `| ${entry.join(' | ')} | ${told(resultOf(entry, 'gep-713'))} | ${told(resultOf(entry, 'gep-713-literal'))} |`,
  );
  return [
    '| GatewayClass | Gateway | HTTPRoute | `gep-713` | `gep-713-literal` |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
