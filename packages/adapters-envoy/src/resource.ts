import type { Finding } from '@routeward/core';

export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];

/** A message in Envoy's JSON: field names as in its documentation, durations as text (`1.5s`). */
export interface JsonObject {
  readonly [field: string]: JsonValue;
}

/** One resource of Envoy's. */
export interface EnvoyResource {
  /** Such as `type.googleapis.com/envoy.config.listener.v3.Listener`. */
  readonly typeUrl: string;
  /** Made from the identity of what it stands for, never from a position. */
  readonly name: string;
  /** Digest of the body. */
  readonly version: string;
  /** With `@type`. */
  readonly body: JsonObject;
  /** Origins of the patches that changed it, in order. */
  readonly patchedBy?: readonly string[];
}

/** Resources by name, in the order of their names. */
export type EnvoyResources = ReadonlyMap<string, EnvoyResource>;

/** Everything that an Envoy needs for a configuration. */
export interface EnvoySnapshot {
  /** Digest over the versions of all resources. */
  readonly version: string;
  readonly listeners: EnvoyResources;
  readonly routes: EnvoyResources;
  readonly clusters: EnvoyResources;
  /** Named as their clusters. */
  readonly endpoints: EnvoyResources;
  /** Key material: only there where a `SecretProvider` gave it. */
  readonly secrets: EnvoyResources;
  /** Only where routes are spread over scopes: which route configuration a request's scope has. */
  readonly scopes?: EnvoyResources;
  /** What Envoy can't say exactly, and what it would refuse and was closed instead. */
  readonly findings: readonly Finding[];
}
