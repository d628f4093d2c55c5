import type { IncomingMessage } from 'node:http';
import { type EnvoyNode, nodeOf } from '../ads/discovery-request.ts';
import { isJsonMap, type Json, type JsonMap } from '../protobuf/json.ts';

export interface RestRequest {
  readonly node: EnvoyNode;
  readonly names: readonly string[];
  /** What the Envoy has; empty at first. */
  readonly version: string;
  /** Why it refused what it was told last. */
  readonly refusal: string | undefined;
}

/** A node's own description is all that takes room. */
const mostBytes = 1024 * 1024;

/** The body, or undefined where it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const field = (fields: JsonMap, name: string, otherName: string): Json | undefined => fields[name] ?? fields[otherName];

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** Undefined where the text is no discovery request. */
export function parseRestRequest(body: string): RestRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isJsonMap(value)) return undefined;
  const names = field(value, 'resource_names', 'resourceNames');
  const refusal = field(value, 'error_detail', 'errorDetail');
  return {
    node: nodeOf(value['node']) ?? { id: '', cluster: '' },
    names: Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [],
    version: text(field(value, 'version_info', 'versionInfo')),
    refusal: isJsonMap(refusal) ? text(refusal['message']) || 'no reason given' : undefined,
  };
}
