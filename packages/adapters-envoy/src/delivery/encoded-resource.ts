import protobuf from 'protobufjs/light.js';
import { encodeMessage } from '../protobuf/encode.ts';
import { EncodingError } from '../protobuf/encoding-error.ts';
import { findType } from '../protobuf/schema.ts';
import type { EnvoyResource } from '../resource.ts';

/** A resource's bytes as `google.protobuf.Any`, or why it has none. */
export type Encoding =
  | { readonly kind: 'encoded'; readonly any: Uint8Array }
  | { readonly kind: 'unencodable'; readonly error: EncodingError };

const encodings = new WeakMap<EnvoyResource, Encoding>();

function encode(resource: EnvoyResource): Encoding {
  const type = findType('google.protobuf.Any');
  if (!type) throw new Error("Envoy's API is not packed: run npm run setup");
  try {
    return { kind: 'encoded', any: encodeMessage(type, resource.body) };
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return { kind: 'unencodable', error };
  }
}

/** Computed once for each resource, however many streams send it. */
export function encodingOf(resource: EnvoyResource): Encoding {
  const known = encodings.get(resource);
  if (known) return known;
  const encoding = encode(resource);
  encodings.set(resource, encoding);
  return encoding;
}

/** Wire type 2: length and content. */
const tag = (id: number): number => (id << 3) | 2;

/** One message on its way to a client. */
export interface DiscoveryMessage {
  readonly typeUrl: string;
  readonly version: string;
  readonly nonce: string;
  readonly resources: readonly EnvoyResource[];
  /** Delta only. */
  readonly removed: readonly string[];
}

const bytesOf = (resource: EnvoyResource): Uint8Array => {
  const encoding = encodingOf(resource);
  if (encoding.kind === 'unencodable') throw encoding.error;
  return encoding.any;
};

type MessageBody = Omit<DiscoveryMessage, 'nonce'>;

/**
 * A message without its nonce, which may follow as a field of its own: fields stand in any order.
 * envoy.service.discovery.v3.DiscoveryResponse: 1 version_info, 2 resources, 4 type_url, 5 nonce.
 */
export function sotwBody({ typeUrl, version, resources }: MessageBody): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1)).string(version);
  for (const resource of resources) writer.uint32(tag(2)).bytes(bytesOf(resource));
  writer.uint32(tag(4)).string(typeUrl);
  return writer.finish();
}

/**
 * envoy.service.discovery.v3.DeltaDiscoveryResponse: 1 system_version_info, 2 resources, 4 type_url, 5 nonce,
 * 6 removed_resources. Of a Resource: 1 version, 2 resource, 3 name.
 */
export function deltaBody({ typeUrl, version, resources, removed }: MessageBody): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1)).string(version);
  for (const resource of resources) {
    writer.uint32(tag(2)).fork();
    writer.uint32(tag(1)).string(resource.version);
    writer.uint32(tag(2)).bytes(bytesOf(resource));
    writer.uint32(tag(3)).string(resource.name).ldelim();
  }
  writer.uint32(tag(4)).string(typeUrl);
  for (const name of removed) writer.uint32(tag(6)).string(name);
  return writer.finish();
}
