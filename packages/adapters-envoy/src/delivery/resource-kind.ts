import type { EnvoyResource, EnvoyResources, EnvoySnapshot } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';

/** The parts of a snapshot that are delivered. */
export type ResourceKind = 'secrets' | 'clusters' | 'endpoints' | 'listeners' | 'scopes' | 'routes';

/** The order in which a change goes out: what is referred to stands before what refers to it. */
export const resourceKinds: readonly ResourceKind[] = [
  'secrets',
  'clusters',
  'endpoints',
  'listeners',
  'scopes',
  'routes',
];

export const typeUrlOf: Readonly<Record<ResourceKind, string>> = {
  secrets: typeUrls.secret,
  clusters: typeUrls.cluster,
  endpoints: typeUrls.endpoints,
  listeners: typeUrls.listener,
  scopes: typeUrls.scope,
  routes: typeUrls.routes,
};

const kinds: ReadonlyMap<string, ResourceKind> = new Map(resourceKinds.map((kind) => [typeUrlOf[kind], kind]));

export const kindOfTypeUrl = (typeUrl: string): ResourceKind | undefined => kinds.get(typeUrl);

/** These can be asked for as a whole; of the others a client names what it wants. */
export const hasWildcard = (kind: ResourceKind): boolean =>
  kind === 'clusters' || kind === 'listeners' || kind === 'scopes';

const nothing: EnvoyResources = new Map();

/** One part of a snapshot. */
export const partOf = (snapshot: EnvoySnapshot, kind: ResourceKind): EnvoyResources => snapshot[kind] ?? nothing;

/** Names whose resources differ between two snapshots. */
export type SnapshotChanges = Readonly<Record<ResourceKind, readonly string[]>>;

function changedNames(before: EnvoyResources, after: EnvoyResources): string[] {
  if (before === after) return [];
  const names: string[] = [];
  for (const [name, resource] of after) if (!isSame(before.get(name), resource)) names.push(name);
  for (const name of before.keys()) if (!after.has(name)) names.push(name);
  return names;
}

export const isSame = (a: EnvoyResource | undefined, b: EnvoyResource | undefined): boolean =>
  a === b || (a !== undefined && a.version === b?.version);

const changesBetween = (before: EnvoySnapshot, after: EnvoySnapshot): SnapshotChanges => ({
  secrets: changedNames(before.secrets, after.secrets),
  clusters: changedNames(before.clusters, after.clusters),
  endpoints: changedNames(before.endpoints, after.endpoints),
  listeners: changedNames(before.listeners, after.listeners),
  scopes: changedNames(partOf(before, 'scopes'), partOf(after, 'scopes')),
  routes: changedNames(before.routes, after.routes),
});

const known = new WeakMap<EnvoySnapshot, WeakMap<EnvoySnapshot, SnapshotChanges>>();

/** Computed once for two snapshots, however many streams ask. */
export function snapshotChanges(before: EnvoySnapshot, after: EnvoySnapshot): SnapshotChanges {
  const ofBefore = known.get(before) ?? new WeakMap<EnvoySnapshot, SnapshotChanges>();
  known.set(before, ofBefore);
  const found = ofBefore.get(after);
  if (found) return found;
  const changes = changesBetween(before, after);
  ofBefore.set(after, changes);
  return changes;
}

/** What a client has before it asks. */
export const emptySnapshot: EnvoySnapshot = {
  version: '',
  listeners: nothing,
  routes: nothing,
  clusters: nothing,
  endpoints: nothing,
  secrets: nothing,
  findings: [],
};
