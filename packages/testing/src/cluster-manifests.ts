import * as fc from 'fast-check';
import {
  configMapManifest,
  endpointSliceManifest,
  namespaceManifest,
  secretManifest,
  serviceManifest,
} from './manifests/core-kinds.ts';
import { gatewayClassManifest, gatewayManifest } from './manifests/gateway.ts';
import { anyHttpRouteManifest } from './manifests/http-route.ts';
import { type Manifest, textOf } from './manifests/manifest.ts';
import { referenceGrantManifest } from './manifests/reference-grant.ts';
import { gatewayClassNames, namespaces } from './vocabulary.ts';

/** How large a cluster may get. */
export interface ClusterSize {
  /** 2 unless given. */
  readonly maxGateways?: number;
  /** 8 unless given. */
  readonly maxRoutes?: number;
}

const keyOf = ({ kind, metadata }: Manifest): string =>
  `${kind} ${textOf(metadata, 'namespace') || 'default'} ${metadata.name}`;

/** The last manifest of each key, as `kubectl apply` would leave it. */
const lastOfEachKey = (manifests: readonly Manifest[]): readonly Manifest[] => [
  ...new Map(manifests.map((manifest) => [keyOf(manifest), manifest])).values(),
];

/** Where the routes of the vocabulary look for them: the first is the one that most of them name. */
const placedGateways = (maxLength: number): fc.Arbitrary<readonly Manifest[]> =>
  fc
    .array(fc.tuple(gatewayManifest(), fc.constantFrom('infra', 'shop')), { minLength: 1, maxLength, size: 'max' })
    .map((gateways) =>
      gateways.map(([gateway, namespace], index) => ({
        ...gateway,
        metadata: { ...gateway.metadata, ...(index === 0 ? { namespace: 'infra', name: 'edge' } : { namespace }) },
      })),
    );

/**
 * Manifests that belong together: both GatewayClasses, every namespace, Gateways, and routes that mostly attach to
 * them; Services, slices, grants and secrets that are there or missing. No two are the same object.
 */
export const clusterManifests = ({
  maxGateways = 2,
  maxRoutes = 8,
}: ClusterSize = {}): fc.Arbitrary<readonly Manifest[]> =>
  fc
    .tuple(
      fc.tuple(...gatewayClassNames.map((name) => gatewayClassManifest(fc.constant(name)))),
      fc.tuple(...namespaces.map((name) => namespaceManifest(fc.constant(name)))),
      placedGateways(maxGateways),
      fc.array(anyHttpRouteManifest(), { minLength: Math.min(2, maxRoutes), maxLength: maxRoutes, size: 'max' }),
      fc.array(serviceManifest(), { minLength: 4, maxLength: 16, size: 'max' }),
      fc.array(endpointSliceManifest(), { maxLength: 8, size: 'max' }),
      fc.array(referenceGrantManifest(), { maxLength: 6, size: 'max' }),
      fc.array(secretManifest(), { maxLength: 4, size: 'max' }),
      fc.array(configMapManifest(), { maxLength: 1 }),
    )
    .map((groups) => lastOfEachKey(groups.flat()));
