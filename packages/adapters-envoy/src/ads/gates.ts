import { collectMentioned, mentionsAny } from '../delivery/mentions.ts';
import { isSame, partOf, type ResourceKind } from '../delivery/resource-kind.ts';
import type { EnvoyResource, EnvoySnapshot } from '../resource.ts';
import type { KindState } from './kind-state.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Clusters that the client should have and has not accepted yet: it answers for them when they are warm. Those it
 * refused, and those it has not answered for since `before`, are not waited for.
 */
export function missingClusters(clusters: KindState, target: EnvoySnapshot, before: number): ReadonlySet<string> {
  // A client that names its clusters, as gRPC does, learns of them from its routes.
  if (!clusters.wildcard || (clusters.dirty.size === 0 && clusters.records.length === 0)) return none;
  const missing = new Set<string>();
  const consider = (name: string): void => {
    const wanted = target.clusters.get(name);
    if (!wanted || clusters.refused.get(name) === wanted.version) return;
    // What is being taken away is as good as gone.
    if (!clusters.held.has(name) || clusters.told.get(name) === undefined) missing.add(name);
  };
  for (const name of clusters.dirty) consider(name);
  for (const { sentAt, told } of clusters.records) {
    if (sentAt > before) for (const name of told.keys()) consider(name);
    else for (const name of told.keys()) missing.delete(name);
  }
  return missing;
}

/** What sends traffic to a cluster goes out after it. */
export const waitsForClusters = (kind: ResourceKind, resource: EnvoyResource, missing: ReadonlySet<string>): boolean =>
  (kind === 'routes' || kind === 'listeners') && missing.size > 0 && mentionsAny(resource.body, missing);

/**
 * Names of resources that have left the snapshot and that something the client has, or is about to have, still names.
 * What is as in the snapshot can't name them; only what differs has to be looked at.
 */
export function stillNeeded(
  kind: ResourceKind,
  gone: ReadonlySet<string>,
  states: Readonly<Record<ResourceKind, KindState>>,
  target: EnvoySnapshot,
): ReadonlySet<string> {
  const needed = new Set<string>();
  if (gone.size === 0) return needed;
  for (const other of referrers[kind]) {
    for (const resource of lagging(states[other], target)) {
      if (resource === 'unknown') return gone;
      collectMentioned(resource.body, gone, needed);
    }
  }
  return needed;
}

/** What may name a resource of a type. */
const referrers: Readonly<Record<ResourceKind, readonly ResourceKind[]>> = {
  listeners: [],
  scopes: [],
  routes: ['listeners', 'scopes'],
  clusters: ['listeners', 'routes'],
  endpoints: ['clusters'],
  secrets: ['listeners', 'clusters'],
};

/** What the client has of a type, or may have, and that is not as in the snapshot. */
function lagging(state: KindState, target: EnvoySnapshot): (EnvoyResource | 'unknown')[] {
  const found: (EnvoyResource | 'unknown')[] = [];
  if (state.dirty.size === 0 && state.records.length === 0 && state.refused.size === 0) return found;
  for (const [name, held] of state.held.held()) {
    const wanted = partOf(target, state.kind).get(name);
    if (wanted?.version !== held.version) found.push(held.body === undefined ? 'unknown' : held);
  }
  for (const { told } of state.records) {
    for (const [name, resource] of told) {
      if (resource && !isSame(resource, partOf(target, state.kind).get(name))) found.push(resource);
    }
  }
  return found;
}
