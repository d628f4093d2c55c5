import type protobuf from 'protobufjs/light.js';
import { decodeMessage } from '../protobuf/decode.ts';
import { isJsonMap, type Json } from '../protobuf/json.ts';
import { findType } from '../protobuf/schema.ts';

/** Who asks, in its own words. */
export interface EnvoyNode {
  readonly id: string;
  readonly cluster: string;
}

interface CommonRequest {
  /** Sent with the first request of a stream, at least. */
  readonly node: EnvoyNode | undefined;
  readonly typeUrl: string;
  /** Of the response that is answered; empty for none. */
  readonly nonce: string;
  /** Set where the client refuses that response. */
  readonly refusal: string | undefined;
}

/** State of the world: all names, each time. */
export interface SotwRequest extends CommonRequest {
  readonly names: readonly string[];
  readonly version: string;
}

/** Delta: what changes in the subscription. */
export interface DeltaRequest extends CommonRequest {
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** What a client that reconnects has, as versions by name. */
  readonly initialVersions: ReadonlyMap<string, string>;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

export function nodeOf(value: Json | undefined): EnvoyNode | undefined {
  return isJsonMap(value) ? { id: text(value['id']), cluster: text(value['cluster']) } : undefined;
}

/** google.rpc.Status; its text may be empty. */
const refusalOf = (value: Json | undefined): string | undefined =>
  isJsonMap(value) ? text(value['message']) || 'no reason given' : undefined;

function fieldsOf(name: string, bytes: Uint8Array): { readonly [field: string]: Json } {
  const type: protobuf.Type | undefined = findType(name);
  const value = type && decodeMessage(type, bytes);
  if (!isJsonMap(value)) throw new TypeError(`no message of type ${name}`);
  return value;
}

export function readSotwRequest(bytes: Uint8Array): SotwRequest {
  const fields = fieldsOf('envoy.service.discovery.v3.DiscoveryRequest', bytes);
  return {
    node: nodeOf(fields['node']),
    typeUrl: text(fields['type_url']),
    nonce: text(fields['response_nonce']),
    refusal: refusalOf(fields['error_detail']),
    names: texts(fields['resource_names']),
    version: text(fields['version_info']),
  };
}

export function readDeltaRequest(bytes: Uint8Array): DeltaRequest {
  const fields = fieldsOf('envoy.service.discovery.v3.DeltaDiscoveryRequest', bytes);
  const versions = fields['initial_resource_versions'];
  return {
    node: nodeOf(fields['node']),
    typeUrl: text(fields['type_url']),
    nonce: text(fields['response_nonce']),
    refusal: refusalOf(fields['error_detail']),
    subscribe: texts(fields['resource_names_subscribe']),
    unsubscribe: texts(fields['resource_names_unsubscribe']),
    initialVersions: new Map(
      isJsonMap(versions) ? Object.entries(versions).map(([name, version]) => [name, text(version)]) : [],
    ),
  };
}
