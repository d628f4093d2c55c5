import type { ComputedCondition, ResourceStatus } from '@routeward/core';

/** The parts of a status that hold conditions, each with a name for the table. */
export interface ConditionGroup {
  readonly subject: string;
  readonly conditions: readonly ComputedCondition[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const conditionsOf = (holder: Readonly<Record<string, unknown>>): ComputedCondition[] =>
  records(holder['conditions']).map((entry) => ({
    type: text(entry['type']),
    status: entry['status'] === 'True' ? 'True' : entry['status'] === 'False' ? 'False' : 'Unknown',
    reason: text(entry['reason']),
    message: text(entry['message']),
  }));

function parentName(parent: Readonly<Record<string, unknown>>): string {
  const ref = isRecord(parent['parentRef']) ? parent['parentRef'] : {};
  const section = ref['sectionName'] ?? ref['port'];
  return `parent ${text(ref['name'])}${section === undefined ? '' : ` (${String(section)})`}`;
}

/** All conditions of one status: its own, its listeners' and its parents'. */
export function conditionGroups({ status }: ResourceStatus): ConditionGroup[] {
  const listeners = records(status['listeners']);
  const parents = records(status['parents']);
  return [
    { subject: '', conditions: conditionsOf(status) },
    ...listeners.map((entry) => ({
      subject: `listener ${text(entry['name'])} (${String(entry['attachedRoutes'])} routes)`,
      conditions: conditionsOf(entry),
    })),
    ...parents.map((entry) => ({ subject: parentName(entry), conditions: conditionsOf(entry) })),
  ];
}

/** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
export const statusKey = ({ kind, metadata }: ResourceStatus): string =>
  [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join('/');
