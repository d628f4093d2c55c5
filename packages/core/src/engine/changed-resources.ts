import { type Resource, resourceKey } from '../resources/resource.ts';
import type { MutableSnapshot } from '../snapshot/snapshot.ts';
import { type Topic, topicsOf } from '../snapshot/topics.ts';
import { equalData } from '../text/equal-data.ts';
import type { ResourceChange } from './types.ts';

/** What a batch of changes changed. */
export interface ChangedResources {
  readonly topics: ReadonlySet<Topic>;
  /** Keys of the resources that are another now, or gone. */
  readonly keys: ReadonlySet<string>;
}

interface Swap {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

function swap(snapshot: MutableSnapshot, change: ResourceChange): Swap | undefined {
  if (change.kind === 'delete') {
    const before = snapshot.delete(change.key);
    return before && { before, after: undefined };
  }
  const after = change.resource;
  const before = snapshot.get(resourceKey(after));
  if (equalData(before, after)) return undefined;
  snapshot.upsert(after);
  return { before, after };
}

/** Takes changes into the snapshot; a resource that comes again as it is changes nothing. */
export function applyChanges(snapshot: MutableSnapshot, changes: Iterable<ResourceChange>): ChangedResources {
  const topics = new Set<Topic>();
  const keys = new Set<string>();
  // All of them before the first is taken in: a source that fails midway has changed nothing.
  for (const change of [...changes]) {
    const swapped = swap(snapshot, change);
    for (const resource of [swapped?.before, swapped?.after]) {
      if (!resource) continue;
      keys.add(resourceKey(resource));
      for (const topic of topicsOf(resource)) topics.add(topic);
    }
  }
  return { topics, keys };
}
