import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { SecretReference } from '../ir/configuration.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { grantsTopic, resourceTopic, type Topic } from '../snapshot/topics.ts';
import { decodeBase64 } from './base64.ts';
import { contentDigest } from './content-digest.ts';
import { isPermitted, notPermitted } from './reference-grant.ts';

/** A Secret or ConfigMap that somebody refers to. */
export interface ContentRef {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly namespace?: string;
}

export type HeldContent =
  | { readonly kind: 'secret'; readonly secret: SecretReference }
  | { readonly kind: 'invalid'; readonly message: string };

type Contents = readonly (readonly [string, Uint8Array | undefined])[];

function contentsOf(snapshot: Snapshot, kind: ContentRef['kind'], namespace: string, name: string) {
  const found =
    kind === 'Secret' ? snapshot.find('Secret', namespace, name) : snapshot.find('ConfigMap', namespace, name);
  if (!found) return undefined;
  const decode = found.kind === 'Secret' ? decodeBase64 : utf8ToBytes;
  return Object.entries(found.data ?? {}).map(([key, text]) => [key, decode(text)] as const) satisfies Contents;
}

/**
 * Looks for an object that has to hold all of `fields`, or anything where none are named. What it holds is never part
 * of the answer, and neither is whether it exists where the reference is not permitted.
 */
export function heldContent(
  snapshot: Snapshot,
  from: ReferenceSource,
  ref: ContentRef,
  fields: readonly string[],
): HeldContent {
  const { kind, name, namespace = from.namespace } = ref;
  const invalid = (message: string): HeldContent => ({ kind: 'invalid', message });
  const target = { group: '', kind, namespace, name };
  if (!isPermitted(snapshot, from, target)) return invalid(notPermitted(from, target));
  const contents = contentsOf(snapshot, kind, namespace, name);
  const label = `${kind} ${name} in namespace ${namespace}`;
  if (!contents) return invalid(`${label} does not exist`);
  const wanted = fields.length === 0 ? contents : contents.filter(([key]) => fields.includes(key));
  const missing = fields.find((field) => !wanted.some(([key]) => key === field));
  if (missing !== undefined) return invalid(`${label} has no ${missing}`);
  if (wanted.length === 0) return invalid(`${label} holds nothing`);
  const bytes = wanted.flatMap(([key, content]) => (content ? [[key, content] as const] : []));
  if (bytes.length < wanted.length) return invalid(`${label} holds what is not base64`);
  const sorted = bytes.sort(([a], [b]) => (a < b ? -1 : 1));
  return { kind: 'secret', secret: { kind, namespace, name, digest: contentDigest(sorted) } };
}

/** What the answer depends on. */
export function contentTopics(from: ReferenceSource, { kind, name, namespace = from.namespace }: ContentRef): Topic[] {
  const own = resourceTopic(kind, namespace, name);
  return namespace === from.namespace ? [own] : [own, grantsTopic(namespace)];
}
