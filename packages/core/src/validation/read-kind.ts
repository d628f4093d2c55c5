import type { Channel } from '../resources/channel.ts';
import type { Resource, ResourceKind } from '../resources/resource.ts';
import { completeResource } from './complete-resource.ts';
import { describeKey } from './describe-key.ts';
import type { Finding } from './finding.ts';
import { issueFindings } from './issue-findings.ts';
import { type KindReader, kindReader } from './kinds.ts';
import { prepare } from './prepare.ts';
import { type PlainObject, prune } from './prune.ts';
import { unknownFinding } from './unknown-finding.ts';

export interface ReadResult {
  /** Undefined where a finding is an error. */
  readonly resource: Resource | undefined;
  readonly findings: readonly Finding[];
}

/** Told of one object; whoever has more has another problem than those. */
const mostFindings = 1000;

const tooMany = (resource: string): Finding => ({
  severity: 'error',
  rule: 'schema',
  resource,
  path: '',
  message: `has more than ${mostFindings} problems, not all of which are told`,
});

/** zod hands lists of problems on as arguments: of about 100,000 and more, the stack has no room. */
function parsed(schema: KindReader['schema'], input: unknown) {
  try {
    return schema.safeParse(input);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Reads an object whose kind is known. */
export function readKind(kind: ResourceKind, value: PlainObject, channel: Channel): ReadResult {
  const { schema, fields, complete } = kindReader(kind, channel);
  const resource = describeKey(kind, value);
  const findings: Finding[] = [];
  const prepared = prepare(kind, value, resource, findings);
  const input = prune(fields, prepared, (field) => {
    if (complete && findings.length < mostFindings) findings.push(unknownFinding(kind, resource, field));
  });
  const result = parsed(schema, input);
  if (result === undefined) return { resource: undefined, findings: [...findings, tooMany(resource)] };
  if (result.success) return { resource: completeResource(result.data), findings };
  const { issues } = result.error;
  if (issues.length > mostFindings) findings.push(tooMany(resource));
  const told = issueFindings(kind, resource, input, issues.slice(0, mostFindings));
  return { resource: undefined, findings: [...findings, ...told] };
}
