import { isPolicy, type Resource, resourceKey } from '../resources/resource.ts';
import { keepIfEqual } from '../status/keep-if-equal.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import { compareText } from '../text/compare-text.ts';
import { equalData } from '../text/equal-data.ts';

/** What stands in the resource; a route without status has no parents, a policy no ancestors. */
function storedStatus(resource: Resource): unknown {
  const stored = 'status' in resource ? resource.status : undefined;
  if (isPolicy(resource)) return { ancestors: [], ...resource.status };
  return resource.kind === 'HTTPRoute' ? { parents: [], ...stored } : stored;
}

/** Statuses by resource, and which of them differ from what stands in the resource. */
export class StatusBook {
  readonly #statuses = new Map<string, ResourceStatus>();
  #sorted: readonly ResourceStatus[] | undefined;

  /** Returns the status where it, or the resource, changed and it differs from what stands in the resource. */
  update(resource: Resource, resourceChanged: boolean, next: ResourceStatus): ResourceStatus | undefined {
    const key = resourceKey(resource);
    const before = this.#statuses.get(key);
    const kept = keepIfEqual(before, next);
    if (before === kept && !resourceChanged) return undefined;
    if (before !== kept) {
      this.#statuses.set(key, kept);
      this.#sorted = undefined;
    }
    // The times at which conditions changed are not ours to know.
    return equalData(kept.status, storedStatus(resource), 'lastTransitionTime') ? undefined : kept;
  }

  delete(key: string): void {
    if (this.#statuses.delete(key)) this.#sorted = undefined;
  }

  /** By key. */
  list(): readonly ResourceStatus[] {
    this.#sorted ??= [...this.#statuses].sort(([a], [b]) => compareText(a, b)).map(([, status]) => status);
    return this.#sorted;
  }
}
