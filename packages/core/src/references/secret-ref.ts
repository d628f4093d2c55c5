import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { SecretReference } from '../ir/configuration.ts';
import type { ConfigMap } from '../resources/config-map.ts';
import type { ObjectReference, SecretObjectReference } from '../resources/object-ref.ts';
import type { Secret } from '../resources/secret.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { grantsTopic, resourceTopic, type Topic } from '../snapshot/topics.ts';
import { decodeBase64 } from './base64.ts';
import { contentDigest } from './content-digest.ts';
import { kindName } from './kind-name.ts';
import { holdsCertificates, holdsPrivateKey } from './pem.ts';
import { isPermitted, notPermitted, type ReferenceTarget } from './reference-grant.ts';

/** `kind`: a kind that is not supported; `content`: missing or malformed. */
export type SecretRefusal = 'kind' | 'not-permitted' | 'content';

/** Never holds a byte of what it refers to. */
export type ResolvedSecret =
  | { readonly kind: 'resolved'; readonly secret: SecretReference }
  | { readonly kind: 'invalid'; readonly refusal: SecretRefusal; readonly message: string };

/** The kind of object that may be referred to, and what it must hold. */
interface Holder {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly find: (snapshot: Snapshot, target: ReferenceTarget) => Contents;
}

/** A text says what is wrong, without quoting what is there. */
type Contents = readonly (readonly [string, Uint8Array])[] | string;

/** Characters for bytes: PEM is ASCII, and what stands around it does not matter. */
const toText = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Validation has moved `stringData` into `data`, as the API server does. */
function secretField({ data = {} }: Secret, name: string): Uint8Array | undefined {
  const encoded = Object.hasOwn(data, name) ? data[name] : undefined;
  return encoded === undefined ? undefined : decodeBase64(encoded);
}

function certificateContents(secret: Secret | undefined): Contents {
  if (!secret) return 'does not exist';
  if (secret.type !== 'kubernetes.io/tls') return 'is not of type kubernetes.io/tls';
  const certificate = secretField(secret, 'tls.crt');
  if (!certificate || !holdsCertificates(toText(certificate))) return 'holds no PEM certificate in tls.crt';
  const key = secretField(secret, 'tls.key');
  if (!key || !holdsPrivateKey(toText(key))) return 'holds no PEM private key in tls.key';
  return [
    ['tls.crt', certificate],
    ['tls.key', key],
  ];
}

function authorityContents(configMap: ConfigMap | undefined): Contents {
  if (!configMap) return 'does not exist';
  const { data = {} } = configMap;
  const bundle = Object.hasOwn(data, 'ca.crt') ? data['ca.crt'] : undefined;
  if (bundle === undefined || !holdsCertificates(bundle)) return 'holds no PEM certificate in ca.crt';
  return [['ca.crt', utf8ToBytes(bundle)]];
}

const certificateHolder: Holder = {
  kind: 'Secret',
  find: (snapshot, { namespace, name }) => certificateContents(snapshot.find('Secret', namespace, name)),
};

const authorityHolder: Holder = {
  kind: 'ConfigMap',
  find: (snapshot, { namespace, name }) => authorityContents(snapshot.find('ConfigMap', namespace, name)),
};

/**
 * In this order: the kind, then the grant, then the content. So a reference to another namespace without a grant gets
 * the same answer whether the object exists or not (v1.7: existence must never leak).
 */
function resolve(snapshot: Snapshot, from: ReferenceSource, ref: ObjectReference, holder: Holder): ResolvedSecret {
  const target: ReferenceTarget = { ...ref, namespace: ref.namespace ?? from.namespace };
  const invalid = (refusal: SecretRefusal, message: string): ResolvedSecret => ({ kind: 'invalid', refusal, message });
  if (ref.group !== '' || ref.kind !== holder.kind) {
    return invalid('kind', `${kindName(ref)} is not supported here, only ${holder.kind}`);
  }
  if (!isPermitted(snapshot, from, target)) return invalid('not-permitted', notPermitted(from, target));
  const contents = holder.find(snapshot, target);
  const { namespace, name } = target;
  if (typeof contents === 'string') {
    return invalid('content', `${holder.kind} ${name} in namespace ${namespace} ${contents}`);
  }
  return { kind: 'resolved', secret: { kind: holder.kind, namespace, name, digest: contentDigest(contents) } };
}

/** A certificate with its private key: `tls.certificateRefs` of a listener, `tls.backend.clientCertificateRef`. */
export const resolveCertificate = (
  snapshot: Snapshot,
  from: ReferenceSource,
  ref: SecretObjectReference,
): ResolvedSecret => resolve(snapshot, from, ref, certificateHolder);

/** Certificates of authorities that others are checked by: `caCertificateRefs`. */
export const resolveAuthority = (snapshot: Snapshot, from: ReferenceSource, ref: ObjectReference): ResolvedSecret =>
  resolve(snapshot, from, ref, authorityHolder);

/** What the answer for either kind of reference depends on. */
export function secretTopics(from: ReferenceSource, ref: ObjectReference): readonly Topic[] {
  const namespace = ref.namespace ?? from.namespace;
  const topic = resourceTopic(ref.kind, namespace, ref.name);
  return namespace === from.namespace ? [topic] : [topic, grantsTopic(namespace)];
}
