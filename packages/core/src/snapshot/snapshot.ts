import type { EndpointSlice } from '../resources/endpoint-slice.ts';
import type { HttpRoute } from '../resources/http-route.ts';
import type { Namespace } from '../resources/namespace.ts';
import type { PolicyResource } from '../resources/policy-resource.ts';
import type { ReferenceGrant } from '../resources/reference-grant.ts';
import {
  type BuiltInResource,
  isPolicy,
  isPolicyKindName,
  type Resource,
  type ResourceKind,
  resourceKey,
} from '../resources/resource.ts';
import { compareText } from '../text/compare-text.ts';
import { GroupIndex } from './group-index.ts';
import { grantGroup, grantGroups, parentGroups, type ReferenceSource, serviceOf, sliceGroup } from './groups.ts';

type ResourceByKind = { readonly [R in BuiltInResource as R['kind']]: R };

/** The resource type of a kind. */
export type ResourceOf<K extends ResourceKind> = ResourceByKind[K];

/**
 * One set of resources with its indexes. Lists come in no particular order unless said otherwise. What it returns is
 * the state at the time of the call; whoever keeps an answer asks again after a change.
 */
export interface Snapshot {
  /** By `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
  get(key: string): Resource | undefined;
  /** A resource of a namespaced kind. */
  find<K extends ResourceKind>(kind: K, namespace: string, name: string): ResourceOf<K> | undefined;
  /** A resource of a cluster-scoped kind. */
  findCluster<K extends ResourceKind>(kind: K, name: string): ResourceOf<K> | undefined;
  all<K extends ResourceKind>(kind: K): readonly ResourceOf<K>[];
  /** Every policy of every kind. */
  policies(): readonly PolicyResource[];
  /** Every resource of every kind. */
  resources(): readonly Resource[];
  /**
   * Labels of a namespace; each has `kubernetes.io/metadata.name`, as the API server sees to. One without a Namespace
   * object has only that.
   */
  namespaceLabels(namespace: string): ReadonlyMap<string, string>;
  /** The ReferenceGrants of a namespace that have a `from` entry for exactly this source. */
  grantsFor(namespace: string, from: ReferenceSource): readonly ReferenceGrant[];
  /** Sorted by name. */
  endpointSlicesOf(namespace: string, serviceName: string): readonly EndpointSlice[];
  /** Routes with a parentRef to the object with this key, such as `Gateway/namespace/name`. */
  routesOfParent(parentKey: string): readonly HttpRoute[];
}

/** A snapshot that its owner changes in place; a change costs the same whatever the size. */
export interface MutableSnapshot extends Snapshot {
  /** Adds or replaces; returns what was there before. */
  upsert(resource: Resource): Resource | undefined;
  /** Returns what was there, if anything. */
  delete(key: string): Resource | undefined;
}

type Tables = { readonly [K in ResourceKind]: Map<string, ResourceByKind[K]> };

const createTables = (): Tables => ({
  GatewayClass: new Map(),
  Gateway: new Map(),
  HTTPRoute: new Map(),
  ReferenceGrant: new Map(),
  Namespace: new Map(),
  Service: new Map(),
  EndpointSlice: new Map(),
  Secret: new Map(),
  ConfigMap: new Map(),
  CustomResourceDefinition: new Map(),
});

const nameLabel = 'kubernetes.io/metadata.name';

class IndexedSnapshot implements MutableSnapshot {
  readonly #tables = createTables();
  readonly #policies = new Map<string, PolicyResource>();
  readonly #grants = new GroupIndex<ReferenceGrant>();
  readonly #slices = new GroupIndex<EndpointSlice>();
  readonly #routes = new GroupIndex<HttpRoute>();
  readonly #labels = new Map<string, ReadonlyMap<string, string>>();

  get(key: string): Resource | undefined {
    const kind = key.slice(0, key.indexOf('/'));
    if (this.#isKind(kind)) return this.#tables[kind].get(key);
    return isPolicyKindName(kind) ? this.#policies.get(key) : undefined;
  }

  find<K extends ResourceKind>(kind: K, namespace: string, name: string): ResourceOf<K> | undefined {
    return this.#tables[kind].get(`${kind}/${namespace}/${name}`);
  }

  findCluster<K extends ResourceKind>(kind: K, name: string): ResourceOf<K> | undefined {
    return this.#tables[kind].get(`${kind}/${name}`);
  }

  all<K extends ResourceKind>(kind: K): readonly ResourceOf<K>[] {
    return [...this.#tables[kind].values()];
  }

  policies(): readonly PolicyResource[] {
    return [...this.#policies.values()];
  }

  resources(): readonly Resource[] {
    const builtIn: readonly Resource[] = Object.values(this.#tables).flatMap((table) => [...table.values()]);
    return [...builtIn, ...this.#policies.values()];
  }

  namespaceLabels(namespace: string): ReadonlyMap<string, string> {
    return this.#labels.get(namespace) ?? new Map([[nameLabel, namespace]]);
  }

  grantsFor(namespace: string, from: ReferenceSource): readonly ReferenceGrant[] {
    return this.#grants.in(grantGroup(namespace, from));
  }

  endpointSlicesOf(namespace: string, serviceName: string): readonly EndpointSlice[] {
    return this.#slices
      .in(sliceGroup(namespace, serviceName))
      .toSorted((a, b) => compareText(a.metadata.name, b.metadata.name));
  }

  routesOfParent(parentKey: string): readonly HttpRoute[] {
    return this.#routes.in(parentKey);
  }

  upsert(resource: Resource): Resource | undefined {
    const key = resourceKey(resource);
    const previous = this.delete(key);
    if (isPolicy(resource)) this.#policies.set(key, resource);
    else this.#put(resource.kind, key, resource);
    this.#index(key, resource, true);
    return previous;
  }

  delete(key: string): Resource | undefined {
    const previous = this.get(key);
    if (!previous) return undefined;
    if (isPolicy(previous)) this.#policies.delete(key);
    else this.#tables[previous.kind].delete(key);
    this.#index(key, previous, false);
    return previous;
  }

  #isKind(kind: string): kind is ResourceKind {
    return Object.hasOwn(this.#tables, kind);
  }

  #put<K extends ResourceKind>(kind: K, key: string, resource: ResourceByKind[K]): void {
    this.#tables[kind].set(key, resource);
  }

  /** Takes a resource into the indexes, or out of them. */
  #index(key: string, resource: Resource, present: boolean): void {
    if (resource.kind === 'ReferenceGrant') {
      for (const group of grantGroups(resource)) this.#grants.set(group, key, present ? resource : undefined);
    } else if (resource.kind === 'EndpointSlice') {
      const service = serviceOf(resource);
      if (service === undefined) return;
      this.#slices.set(sliceGroup(resource.metadata.namespace, service), key, present ? resource : undefined);
    } else if (resource.kind === 'HTTPRoute') {
      for (const group of parentGroups(resource)) this.#routes.set(group, key, present ? resource : undefined);
    } else if (resource.kind === 'Namespace') {
      this.#indexLabels(resource, present);
    }
  }

  #indexLabels({ metadata }: Namespace, present: boolean): void {
    const labels = Object.entries(metadata.labels ?? {});
    if (present) this.#labels.set(metadata.name, new Map([...labels, [nameLabel, metadata.name]]));
    else this.#labels.delete(metadata.name);
  }
}

export function createSnapshot(resources: Iterable<Resource> = []): MutableSnapshot {
  const snapshot = new IndexedSnapshot();
  for (const resource of resources) snapshot.upsert(resource);
  return snapshot;
}
