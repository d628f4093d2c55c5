import type { ResourceStatus } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { conditionGroups, statusKey } from '../status/condition-groups.ts';
import { jsonText, yamlText } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

const header = ['RESOURCE', 'PART', 'CONDITION', 'STATUS', 'REASON', 'MESSAGE'];

function rows(resource: ResourceStatus): string[][] {
  const key = statusKey(resource);
  return conditionGroups(resource).flatMap(({ subject, conditions }) =>
    conditions.map(({ type, status, reason, message }) => [key, subject, type, status, reason, message]),
  );
}

/** Prints each resource's status as the controller would write it. */
export async function status(
  context: Context,
  input: InputOptions,
  output: 'table' | 'json' | 'yaml',
): Promise<ExitStatus> {
  const manifests = await loadManifests(context, input);
  const statuses = manifests.engine.status();
  if (output === 'json') context.io.out(jsonText(statuses));
  else if (output === 'yaml') context.io.out(yamlText(statuses));
  else context.io.out(table(header, statuses.flatMap(rows)));
  return reportProblems(context, manifests);
}
