import {
  buildEffectiveConfig,
  type EffectiveConfiguration,
  type Resource,
  type ResourceChange,
  resourceKey,
} from '@routeward/core';
import * as fc from 'fast-check';
import { type ClusterSize, clusterManifests } from './cluster-manifests.ts';
import { resource, resourceOf } from './resources.ts';

/**
 * Resources that belong together: routes that mostly attach to the Gateways beside them, some that are refused, grants
 * that are there or missing, weights of 0, backends that do not exist, timestamps that repeat or are absent. Some rules
 * cannot be honoured (a pattern that RE2 refuses, an extension that nobody knows).
 */
export const cluster = (size: ClusterSize = {}): fc.Arbitrary<readonly Resource[]> =>
  clusterManifests(size).map((manifests) => manifests.map(resourceOf));

/** The effective configuration of a `cluster()`. */
export const effectiveConfiguration = (size: ClusterSize = {}): fc.Arbitrary<EffectiveConfiguration> =>
  cluster(size).map((resources) => buildEffectiveConfig(resources));

/**
 * What may happen to a cluster: steps of a few changes each, which add, replace and delete resources, and bring deleted
 * ones back. The replacements come from another cluster of the same vocabulary, so that they have the same keys.
 */
export function resourceChanges(resources: readonly Resource[]): fc.Arbitrary<readonly (readonly ResourceChange[])[]> {
  const keys = [...resources.map(resourceKey), 'HTTPRoute/shop/never-there'];
  const change: fc.Arbitrary<ResourceChange> = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...keys).map((key): ResourceChange => ({ kind: 'delete', key })) },
    ...(resources.length === 0
      ? []
      : [
          {
            weight: 1,
            arbitrary: fc
              .constantFrom(...resources)
              .map((one: Resource): ResourceChange => ({ kind: 'upsert', resource: one })),
          },
        ]),
    { weight: 4, arbitrary: resource().map((one: Resource): ResourceChange => ({ kind: 'upsert', resource: one })) },
  );
  return fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 6, size: 'max' });
}
