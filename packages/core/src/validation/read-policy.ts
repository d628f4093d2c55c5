import { policyResource, policyStatus } from '../resources/policy-resource.ts';
import { isPolicyKindName } from '../resources/resource.ts';
import { describeKey, isClusterScoped } from './describe-key.ts';
import { fieldTree } from './field-tree.ts';
import type { Finding } from './finding.ts';
import { issueFindings } from './issue-findings.ts';
import { jsonCopy } from './json-copy.ts';
import { lenient } from './lenient-status.ts';
import { prepare } from './prepare.ts';
import { isPlainObject, type PlainObject, prune } from './prune.ts';
import type { ReadResult } from './read-kind.ts';

/** The group of the kinds that this project defines. */
export const ownPolicyGroup = 'policy.routeward.dev';

/** Says of a CustomResourceDefinition that its kind is one of policies (GEP-713). */
export const policyLabel = 'gateway.networking.k8s.io/policy';

/** Kinds that end in Policy but are none of GEP-713's: those of Kubernetes itself, and those not read here yet. */
const isForeignGroup = (group: string): boolean =>
  group === '' ||
  !group.includes('.') ||
  group === 'k8s.io' ||
  group.endsWith('.k8s.io') ||
  group === 'gateway.networking.x-k8s.io';

const targetFields = ['targetRef', 'targetRefs', 'targetSelectors'];

/**
 * Whether an object is a policy as GEP-713 structures them. Which kinds there are, and what their values may be, is not
 * known while manifests are read: a CustomResourceDefinition may stand anywhere.
 */
export function isPolicyObject(apiVersion: string, kind: string, { spec }: PlainObject): boolean {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  if (!isPolicyKindName(kind) || isForeignGroup(group)) return false;
  if (group === ownPolicyGroup) return true;
  return isPlainObject(spec) && targetFields.some((field) => Object.hasOwn(spec, field));
}

/** Whether a CustomResourceDefinition has the label that GEP-713 gives to kinds of policies. */
export function declaresPolicyKind({ metadata }: PlainObject): boolean {
  const labels = isPlainObject(metadata) ? metadata['labels'] : undefined;
  return isPlainObject(labels) && Object.hasOwn(labels, policyLabel);
}

const fields = fieldTree(policyResource, 'standard');

/** Reads what all policies have in common; the spec stays as it is. */
export function readPolicy(kind: string, value: PlainObject): ReadResult {
  const resource = describeKey(kind, value);
  const findings: Finding[] = [];
  const prepared: Record<string, unknown> = { ...prepare(kind, value, resource, findings) };
  prepared['spec'] = isPlainObject(value['spec']) ? jsonCopy(value['spec']) : value['spec'];
  prepared['status'] = lenient(policyStatus, jsonCopy(value['status']));
  const metadata = prepared['metadata'];
  if (isPlainObject(metadata) && !isClusterScoped(value)) {
    prepared['metadata'] = { ...metadata, namespace: metadata['namespace'] ?? 'default' };
  }
  const input = prune(fields, prepared, () => undefined);
  const result = policyResource.safeParse(input);
  if (result.success) return { resource: result.data, findings };
  return { resource: undefined, findings: [...findings, ...issueFindings(kind, resource, input, result.error.issues)] };
}
