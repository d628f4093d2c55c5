import { clusterScopedKinds } from '../resources/resource.ts';
import type { Finding } from './finding.ts';
import { jsonCopy } from './json-copy.ts';
import { hasStatus, lenientStatus } from './lenient-status.ts';
import { isPlainObject, type PlainObject } from './prune.ts';

/**
 * Metadata as the API server sees it before it validates: empty texts count as absent, and a name is made up where
 * only `generateName` is given. Here it is the prefix, which is the same every time.
 */
function prepareMetadata(kind: string, metadata: PlainObject, resource: string, findings: Finding[]): PlainObject {
  const { name, namespace, generateName } = metadata;
  const prepared: Record<string, unknown> = { ...metadata };
  for (const field of ['ownerReferences', 'managedFields']) prepared[field] = jsonCopy(metadata[field]);
  if (name === '') delete prepared['name'];
  if (namespace === '' || (clusterScopedKinds.has(kind) && namespace === 'default')) delete prepared['namespace'];
  if (generateName === '') delete prepared['generateName'];
  if ((name === undefined || name === null || name === '') && typeof generateName === 'string' && generateName !== '') {
    prepared['name'] = generateName.replace(/-+$/, '');
    const message = 'the API server makes up the end of this name; the prefix alone is used here';
    findings.push({ severity: 'warning', rule: 'value', resource, path: 'metadata.generateName', message });
  }
  return prepared;
}

/** The object as it is before unknown fields are pruned. */
export function prepare(kind: string, value: PlainObject, resource: string, findings: Finding[]): PlainObject {
  const prepared: Record<string, unknown> = { ...value };
  if (isPlainObject(value['metadata']))
    prepared['metadata'] = prepareMetadata(kind, value['metadata'], resource, findings);
  if (hasStatus(kind)) prepared['status'] = lenientStatus(kind, jsonCopy(value['status']));
  return prepared;
}
