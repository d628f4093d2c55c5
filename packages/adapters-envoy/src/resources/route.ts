import type { EffectiveRule, WeightedBackend } from '@routeward/core';
import { routeName } from '../names.ts';
import type { JsonObject } from '../resource.ts';
import { duration } from './duration.ts';
import { routeMatch } from './route-match.ts';

/** A cluster that never exists: its share of the requests gets `cluster_not_found_response_code`. */
const invalidCluster = 'invalid-backend';

const respond = (status: number): JsonObject => ({ direct_response: { status } });

const clusterOf = (backend: WeightedBackend): string => (backend.kind === 'backend' ? backend.backend : invalidCluster);

function forward(rule: EffectiveRule, backends: readonly WeightedBackend[]): JsonObject {
  const weighted = backends.filter(({ weight }) => weight > 0);
  const [first] = weighted;
  if (!first || weighted.every(({ kind }) => kind === 'invalid')) return respond(500);
  const target =
    weighted.length === 1
      ? { cluster: clusterOf(first) }
      : {
          weighted_clusters: {
            clusters: weighted.map((backend) => ({ name: clusterOf(backend), weight: backend.weight })),
          },
        };
  return {
    route: {
      ...target,
      cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR',
      timeout: duration(rule.settings.timeouts?.request ?? 0),
    },
  };
}

function action(rule: EffectiveRule): JsonObject {
  switch (rule.action.kind) {
    case 'forward':
      return forward(rule, rule.action.backends);
    case 'redirect':
      return { redirect: {} };
    case 'respond':
      return respond(rule.action.statusCode);
  }
}

/** The routes that stand for one rule, in order. */
export const toRoutes = (rule: EffectiveRule): JsonObject[] => [
  { name: routeName(rule.origin), match: routeMatch(rule.match), ...action(rule) },
];
