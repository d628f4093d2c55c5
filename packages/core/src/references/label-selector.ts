import type { LabelSelector } from '../resources/label-selector.ts';

/** One entry of `matchExpressions`. */
type LabelRequirement = NonNullable<LabelSelector['matchExpressions']>[number];

export type Labels = ReadonlyMap<string, string>;

/** What is wrong with a selector and where, such as `matchExpressions[0].operator`. */
export interface SelectorProblem {
  readonly path: string;
  readonly message: string;
}

/** A selector that was checked once and can be asked often. */
export interface CompiledSelector {
  /** A selector with a problem matches nothing: it may not let in what its author wanted to keep out. */
  readonly matches: (labels: Labels) => boolean;
  readonly problems: readonly SelectorProblem[];
}

const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const prefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A label key: a name of at most 63 characters, with a DNS name and a slash before it or not. */
function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash === -1) return name.test(key);
  return slash <= 253 && prefix.test(key.slice(0, slash)) && name.test(key.slice(slash + 1));
}

const isLabelValue = (value: string): boolean => value === '' || name.test(value);

type Requirement = (labels: Labels) => boolean;

function toRequirement(requirement: LabelRequirement): Requirement | undefined {
  const { key } = requirement;
  const values = new Set(requirement.values ?? []);
  switch (requirement.operator) {
    case 'In':
      return (labels) => values.has(labels.get(key) ?? '') && labels.has(key);
    case 'NotIn':
      // A label that is absent is not in the set either (labels.Requirement.Matches).
      return (labels) => !labels.has(key) || !values.has(labels.get(key) ?? '');
    case 'Exists':
      return (labels) => labels.has(key);
    case 'DoesNotExist':
      return (labels) => !labels.has(key);
    default:
      return undefined;
  }
}

function valuesProblem(requirement: LabelRequirement): string | undefined {
  const values = requirement.values ?? [];
  const takesValues = requirement.operator === 'In' || requirement.operator === 'NotIn';
  if (takesValues && values.length === 0) return `${requirement.operator} needs at least one value`;
  if (!takesValues && values.length > 0) return `${requirement.operator} takes no values`;
  const bad = values.find((value) => !isLabelValue(value));
  return bad === undefined ? undefined : `"${bad}" is not a label value`;
}

function* requirementProblems(requirement: LabelRequirement, path: string): Generator<SelectorProblem> {
  if (!isLabelKey(requirement.key)) yield { path: `${path}.key`, message: `"${requirement.key}" is not a label key` };
  if (toRequirement(requirement) === undefined) {
    const message = `"${requirement.operator}" is none of In, NotIn, Exists and DoesNotExist`;
    yield { path: `${path}.operator`, message };
    return;
  }
  const message = valuesProblem(requirement);
  if (message !== undefined) yield { path: `${path}.values`, message };
}

function* selectorProblems(selector: LabelSelector): Generator<SelectorProblem> {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const path = `matchLabels[${key}]`;
    if (!isLabelKey(key)) yield { path, message: `"${key}" is not a label key` };
    if (!isLabelValue(value)) yield { path, message: `"${value}" is not a label value` };
  }
  for (const [index, requirement] of (selector.matchExpressions ?? []).entries()) {
    yield* requirementProblems(requirement, `matchExpressions[${index}]`);
  }
}

/** Checks a selector as the API server's LabelSelectorAsSelector would. An empty one matches everything. */
export function compileSelector(selector: LabelSelector): CompiledSelector {
  const problems = [...selectorProblems(selector)];
  if (problems.length > 0) return { matches: () => false, problems };
  const equal = Object.entries(selector.matchLabels ?? {});
  const requirements = (selector.matchExpressions ?? []).flatMap((entry) => toRequirement(entry) ?? []);
  const matches = (labels: Labels): boolean =>
    equal.every(([key, value]) => labels.get(key) === value) && requirements.every((holds) => holds(labels));
  return { matches, problems };
}
