import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs/light.js';

let root: protobuf.Root | undefined;

/** Envoy's API and what it imports: `scripts/envoy-protos.mjs` packs it. Read when it is first needed. */
function schema(): protobuf.Root {
  root ??= protobuf.Root.fromJSON(
    JSON.parse(readFileSync(new URL('../../protos/envoy.json', import.meta.url), 'utf8')),
  );
  return root;
}

const types = new Map<string, protobuf.Type | undefined>();

function lookup(name: string): protobuf.Type | undefined {
  const found = schema().lookup(name);
  return found instanceof protobuf.Type ? found : undefined;
}

/** A message type by its full name without a leading dot, such as `envoy.config.cluster.v3.Cluster`. */
export function findType(name: string): protobuf.Type | undefined {
  if (!types.has(name)) types.set(name, lookup(name));
  return types.get(name);
}

const prefix = 'type.googleapis.com/';

/** The message type that an `@type` names. */
export const typeOfUrl = (url: string): protobuf.Type | undefined =>
  url.startsWith(prefix) ? findType(url.slice(prefix.length)) : undefined;
