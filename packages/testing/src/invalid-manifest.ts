import type { FindingRule } from '@routeward/core';
import * as fc from 'fast-check';
import { gatewayClassManifest, gatewayManifest } from './manifests/gateway.ts';
import { httpRouteManifest } from './manifests/http-route.ts';
import { isObject, type JsonObject, type JsonValue, type Manifest } from './manifests/manifest.ts';
import { referenceGrantManifest } from './manifests/reference-grant.ts';
import { type Mutation, mutations } from './mutations/mutations.ts';

/** A manifest that the API server would refuse, and what a validator has to say about it. */
export interface InvalidManifest {
  readonly manifest: Manifest;
  /** What was done to a valid manifest, in words. */
  readonly mutation: string;
  /** The rule of the finding to expect, and the field that it has to name. */
  readonly rule: FindingRule;
  readonly path: string;
}

/** `value` with the field `at` set to `content`, or without it; nothing is changed in place. */
function replaced(value: JsonValue | undefined, at: readonly string[], content: JsonValue | undefined): JsonObject {
  const fields = new Map(isObject(value) ? Object.entries(value) : []);
  const [key, ...rest] = at;
  if (key === undefined) return Object.fromEntries(fields);
  const inner = rest.length === 0 ? content : replaced(fields.get(key), rest, content);
  if (inner === undefined) fields.delete(key);
  else fields.set(key, inner);
  return Object.fromEntries(fields);
}

/** A copy, so that no two manifests share a part: YAML would write it as an alias. */
const copyOf = (value: JsonValue | undefined): JsonValue | undefined =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));

const mutated = (manifest: Manifest, mutation: Mutation): InvalidManifest => {
  const { apiVersion, kind, metadata } = manifest;
  return {
    manifest: { ...replaced(manifest, mutation.at, copyOf(mutation.value)), apiVersion, kind, metadata },
    mutation: mutation.name,
    rule: mutation.rule,
    path: mutation.path,
  };
};

const arbitraryOf = {
  GatewayClass: gatewayClassManifest(),
  Gateway: gatewayManifest(),
  HTTPRoute: httpRouteManifest(),
  ReferenceGrant: referenceGrantManifest(),
};

const invalidOf = (kind: keyof typeof arbitraryOf): fc.Arbitrary<InvalidManifest> =>
  fc
    .tuple(arbitraryOf[kind], fc.constantFrom(...mutations[kind]))
    .map(([manifest, mutation]) => mutated(manifest, mutation));

/**
 * A valid manifest of the Gateway API's standard channel (v1.7) that was spoiled in one way, with the rule that has to
 * notice and the field that it has to name. The paths are those of the API server's own messages.
 */
export const invalidResource = (): fc.Arbitrary<InvalidManifest> =>
  fc.oneof(
    { weight: 1, arbitrary: invalidOf('GatewayClass') },
    { weight: 3, arbitrary: invalidOf('Gateway') },
    { weight: 8, arbitrary: invalidOf('HTTPRoute') },
    { weight: 1, arbitrary: invalidOf('ReferenceGrant') },
  );
