import type * as z from 'zod';
import type { Channel } from '../resources/channel.ts';
import { gatewayClassStatusUpdate, gatewayStatusUpdate, routeStatusUpdate } from '../resources/status-update.ts';
import { describeKey } from './describe-key.ts';
import { formatPath } from './field-path.ts';
import { fieldTree } from './field-tree.ts';
import type { Finding } from './finding.ts';
import { issueFindings } from './issue-findings.ts';
import type { ParseOptions } from './parse-resource.ts';
import { isPlainObject, prune } from './prune.ts';

/** By kind; a status of another kind is not looked at. */
export const statusSchemas: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['GatewayClass', gatewayClassStatusUpdate],
  ['Gateway', gatewayStatusUpdate],
  ['HTTPRoute', routeStatusUpdate],
]);

const inStatus = (path: string): string => (path === '' || path.startsWith('[') ? `status${path}` : `status.${path}`);

/** What the API server would refuse or prune in the status of an object when a controller writes it. */
export function validateStatus(value: unknown, { channel = 'standard' }: ParseOptions = {}): Finding[] {
  if (!isPlainObject(value) || typeof value['kind'] !== 'string') return [];
  const { kind, status } = value;
  const schema = statusSchemas.get(kind);
  if (schema === undefined || status === undefined || status === null) return [];
  return statusFindings(kind, describeKey(kind, value), status, schema, channel);
}

function statusFindings(
  kind: string,
  resource: string,
  status: unknown,
  schema: z.ZodType,
  channel: Channel,
): Finding[] {
  const findings: Finding[] = [];
  const pruned = prune(fieldTree(schema, channel), status, ({ path }) => {
    const message = 'is not a known field: it is dropped';
    findings.push({ severity: 'warning', rule: 'unknown-field', resource, path: formatPath(path), message });
  });
  const { error } = schema.safeParse(pruned);
  const refused = error === undefined ? [] : issueFindings(kind, resource, pruned, error.issues);
  return [...findings, ...refused].map((finding) => ({ ...finding, path: inStatus(finding.path) }));
}
