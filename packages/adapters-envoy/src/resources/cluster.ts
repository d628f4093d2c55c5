import type { EffectiveBackend } from '@routeward/core';
import type { ConfigSource } from '../options.ts';
import type { EnvoyResource } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { toResource } from './resource-map.ts';

/** One cluster for each backend, whoever uses it. */
export const toCluster = (backend: EffectiveBackend, configSource: ConfigSource): EnvoyResource =>
  toResource(typeUrls.cluster, backend.key, {
    '@type': typeUrls.cluster,
    name: backend.key,
    type: 'EDS',
    eds_cluster_config: { eds_config: configSource('endpoints', backend.key), service_name: backend.key },
    connect_timeout: '5s',
  });
