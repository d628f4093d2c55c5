import type * as z from 'zod';
import type { HttpRoute } from '../resources/http-route.ts';
import type { JsonObject } from '../text/json.ts';
import { checkPart } from './check-part.ts';
import type { MergeRules, MergeStrategy, PolicyKind, PolicyProblem, PolicyReading, TargetKind } from './policy-kind.ts';
import { readParts } from './read-parts.ts';

/** What makes a kind of policy; everything that may be left out has a default. */
export interface PolicyKindDefinition extends MergeRules {
  readonly group: string;
  /** Ends in `Policy`, as GEP-713 names kinds of policies. */
  readonly kind: string;
  /**
   * The kind's cluster-scoped twin, for targets that have no namespace: a CRD is either namespaced or not. Its objects
   * are policies of this kind. None unless set.
   */
  readonly clusterKind?: string;
  /**
   * Of the spec proper: targets and strategy do not stand in it. Parts may be partial, so every field of it should be
   * optional, and have no default: a default would count as said by each policy.
   */
  readonly schema: z.ZodType;
  readonly targets: readonly TargetKind[];
  /** `direct` affects its target only; `inherited` what stands below it too. */
  readonly attachment: 'direct' | 'inherited';
  /** What a policy may choose from, the default first. None for `direct`, all but `rule` and `custom` otherwise. */
  readonly strategies?: readonly MergeStrategy[];
  /** By name, by labels, or both: both unless set. */
  readonly selection?: readonly ('name' | 'labels')[];
  /** The targets of which a section may be named: all that have sections unless set. */
  readonly sections?: readonly TargetKind[];
  /** Closes what it is attached to while it can't be honoured. False unless set. */
  readonly protects?: boolean;
  /** What the schema can't say. */
  readonly check?: (spec: JsonObject) => readonly PolicyProblem[];
  readonly ownValues?: (route: HttpRoute, rule: number) => JsonObject | undefined;
}

/** A definition that makes no sense: a mistake in a program, not in a manifest. */
export class PolicyKindError extends Error {
  readonly code = 'ROUTEWARD_POLICY_KIND';
}

const withSections: readonly TargetKind[] = ['Gateway', 'ListenerSet', 'HTTPRoute', 'Service'];

const mergeStrategies: readonly MergeStrategy[] = [
  { mode: 'default', granularity: 'atomic' },
  { mode: 'default', granularity: 'patch' },
  { mode: 'override', granularity: 'atomic' },
  { mode: 'override', granularity: 'patch' },
  { mode: 'default', granularity: 'field' },
  { mode: 'override', granularity: 'field' },
];

const bothWays: PolicyKind['selection'] = ['name', 'labels'];

const noMerging: readonly MergeStrategy[] = [{ mode: 'none' }];

function problemOf(definition: PolicyKindDefinition): string | undefined {
  const { kind, clusterKind = kind, attachment, strategies, targets, merge } = definition;
  const misnamed = [kind, clusterKind].find((name) => !/^[A-Z][A-Za-z0-9]{0,56}Policy$/.test(name));
  if (misnamed !== undefined) return `a kind of policy has to end in "Policy": ${misnamed}`;
  if (targets.length === 0) return `${kind} has no targets`;
  if (attachment === 'direct' && strategies?.some(({ mode }) => mode !== 'none')) {
    return `${kind} is direct, so that nothing of it can be merged`;
  }
  if (strategies?.length === 0) return `${kind} has no strategies`;
  if (strategies && strategies.length > 1 && strategies.some(({ mode }) => mode === 'none')) {
    return `${kind}: strategy none excludes all others`;
  }
  const custom = strategies?.some((strategy) => strategy.mode !== 'none' && strategy.granularity === 'custom');
  return custom && !merge ? `${kind}: strategy custom needs a function` : undefined;
}

function reader(definition: PolicyKindDefinition, strategies: readonly MergeStrategy[]) {
  return (spec: JsonObject): PolicyReading => {
    const reading = readParts(spec, strategies);
    if (reading.kind === 'invalid') return reading;
    const checked = reading.parts.map((part) => checkPart(definition.schema, part, definition.check));
    const warnings = checked.flatMap((part) => part.warnings);
    // What protects must not be read as less than it says.
    const unknown = definition.protects ? warnings.map(({ path }) => ({ path, message: 'is not a known field' })) : [];
    const problems = [...checked.flatMap((part) => part.problems), ...unknown];
    return problems.length > 0
      ? { kind: 'invalid', problems }
      : { kind: 'read', parts: checked.map(({ part }) => part), warnings };
  };
}

/** A kind of policy for `createEngine`. Throws a `PolicyKindError` for a definition that contradicts itself. */
export function definePolicyKind(definition: PolicyKindDefinition): PolicyKind {
  const problem = problemOf(definition);
  if (problem !== undefined) throw new PolicyKindError(problem);
  const { group, kind, clusterKind, targets, attachment, listMapKeys, mapFields, ruleFields, merge, ownValues } =
    definition;
  const strategies = definition.strategies ?? (attachment === 'direct' ? noMerging : mergeStrategies);
  return Object.freeze({
    group,
    kind,
    ...(clusterKind !== undefined && { clusterKind }),
    attachment,
    targets,
    sections: definition.sections ?? targets.filter((target) => withSections.includes(target)),
    selection: definition.selection ?? bothWays,
    mergeStrategies: strategies,
    protects: definition.protects ?? false,
    read: reader(definition, strategies),
    ...(listMapKeys && { listMapKeys }),
    ...(mapFields && { mapFields }),
    ...(ruleFields && { ruleFields }),
    ...(merge && { merge }),
    ...(ownValues && { ownValues }),
  });
}
