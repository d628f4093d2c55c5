import type { Finding } from '@routeward/core';
import { decodeMessage } from '../protobuf/decode.ts';
import { encodeMessage } from '../protobuf/encode.ts';
import { isJsonMap, type JsonMap } from '../protobuf/json.ts';
import { findType } from '../protobuf/schema.ts';
import type { EnvoyResource } from '../resource.ts';
import { encodingOf } from './encoded-resource.ts';

/** Holds one resource to Envoy's API, apart from all others: unknown fields and types, values that don't fit. */
export function checkResource(resource: EnvoyResource): readonly Finding[] {
  const encoding = encodingOf(resource);
  if (encoding.kind === 'encoded') return [];
  const { path, message } = encoding.error;
  return [{ severity: 'error', rule: 'schema', resource: resource.name, path, message }];
}

/** A resource's bytes as `google.protobuf.Any`. Throws where `checkResource` has findings. */
export function encodeResource(resource: EnvoyResource): Uint8Array {
  const encoding = encodingOf(resource);
  if (encoding.kind === 'unencodable') throw encoding.error;
  return encoding.any;
}

/** The JSON of any message of Envoy's API, by its full name (`envoy.service.discovery.v3.DiscoveryRequest`). */
export function decodeEnvoyMessage(typeName: string, bytes: Uint8Array): JsonMap {
  const type = findType(typeName);
  const value = type && decodeMessage(type, bytes);
  if (!isJsonMap(value)) throw new TypeError(`no message type of Envoy's API: ${typeName}`);
  return value;
}

/** The bytes of any message of Envoy's API. Throws where the JSON is not of that type. */
export function encodeEnvoyMessage(typeName: string, message: JsonMap): Uint8Array {
  const type = findType(typeName);
  if (!type) throw new TypeError(`no message type of Envoy's API: ${typeName}`);
  return encodeMessage(type, message);
}
