import type { Channel } from '../resources/channel.ts';
import type { Resource, ResourceKind } from '../resources/resource.ts';
import { completeResource } from './complete-resource.ts';
import { describeKey } from './describe-key.ts';
import type { Finding } from './finding.ts';
import { issueFindings } from './issue-findings.ts';
import { kindReader } from './kinds.ts';
import { prepare } from './prepare.ts';
import { type PlainObject, prune } from './prune.ts';
import { unknownFinding } from './unknown-finding.ts';

export interface ReadResult {
  /** Undefined where a finding is an error. */
  readonly resource: Resource | undefined;
  readonly findings: readonly Finding[];
}

/** Reads an object whose kind is known. */
export function readKind(kind: ResourceKind, value: PlainObject, channel: Channel): ReadResult {
  const { schema, fields, complete } = kindReader(kind, channel);
  const resource = describeKey(kind, value);
  const findings: Finding[] = [];
  const prepared = prepare(kind, value, resource, findings);
  const input = prune(fields, prepared, (field) => {
    if (complete) findings.push(unknownFinding(kind, resource, field));
  });
  const result = schema.safeParse(input);
  if (result.success) return { resource: completeResource(result.data), findings };
  return { resource: undefined, findings: [...findings, ...issueFindings(kind, resource, input, result.error.issues)] };
}
