import type { RouteAttachment } from '../attachment/attachment.ts';
import { defaultControllerName, evaluateGatewayClass } from '../gateways/gateway-class.ts';
import type { EffectiveConfiguration } from '../ir/configuration.ts';
import { type Resource, resourceKey } from '../resources/resource.ts';
import { createSnapshot, type MutableSnapshot } from '../snapshot/snapshot.ts';
import { gatewayClassStatus } from '../status/gateway-class-status.ts';
import { gatewayStatus } from '../status/gateway-status.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import { routeStatus } from '../status/route-status.ts';
import { compareText } from '../text/compare-text.ts';
import type { Finding } from '../validation/finding.ts';
import { BackendChecks } from './backend-checks.ts';
import { applyChanges, type ChangedResources } from './changed-resources.ts';
import { ConfigurationOutput } from './configuration-output.ts';
import { GatewayTable } from './gateway-table.ts';
import { type RouteChange, RouteTable } from './route-table.ts';
import { StatusBook } from './status-book.ts';
import type { Engine, EngineOptions, EngineUpdate, ResourceChange } from './types.ts';
import { UsedBackends } from './used-backends.ts';

/** Keys of what a change reaches. */
interface Reach {
  readonly gateways: ReadonlySet<string>;
  /** Routes to convert again. */
  readonly converted: ReadonlySet<string>;
  /** Routes to attach again. */
  readonly reattached: ReadonlySet<string>;
}

const keysOf = (kind: Resource['kind'], keys: Iterable<string>): string[] =>
  [...keys].filter((key) => key.startsWith(`${kind}/`));

class IncrementalEngine implements Engine {
  readonly #controllerName: string;
  readonly #options: EngineOptions;
  readonly #snapshot: MutableSnapshot = createSnapshot();
  readonly #checks = new BackendChecks(this.#snapshot);
  readonly #backends: UsedBackends;
  readonly #gateways: GatewayTable;
  readonly #routes: RouteTable;
  readonly #output: ConfigurationOutput;
  readonly #statuses = new StatusBook();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#controllerName = options.controllerName ?? defaultControllerName;
    this.#backends = new UsedBackends(this.#snapshot, options);
    this.#gateways = new GatewayTable(this.#snapshot, options);
    this.#routes = new RouteTable(this.#checks, this.#gateways);
    this.#output = new ConfigurationOutput(this.#gateways, this.#checks, this.#backends);
  }

  get configuration(): EffectiveConfiguration {
    return this.#output.configuration;
  }

  apply(changes: Iterable<ResourceChange>): EngineUpdate {
    const changed = applyChanges(this.#snapshot, changes);
    const { routes, backends } = this.#checks.recheck(changed.topics);
    const reach = this.#reach(changed, routes);
    const moved = this.#moveRoutes(reach);
    this.#backends.refresh(changed.topics, backends);
    const built = this.#output.build();
    const statusChanges = this.#updateStatuses(changed, moved, built.touched);
    return { configuration: this.configuration, statusChanges, changedGateways: built.changed };
  }

  status(): readonly ResourceStatus[] {
    return this.#statuses.list();
  }

  findings(): readonly Finding[] {
    const classes = this.#snapshot.all('GatewayClass');
    return [
      ...classes.flatMap((resource) => evaluateGatewayClass(resource, this.#options)?.findings ?? []),
      ...this.#gateways.findings(),
      ...this.#routes.all().flatMap(({ findings }) => findings),
      ...this.#backends.findings(),
    ].sort(
      (a, b) => compareText(a.resource, b.resource) || compareText(a.path, b.path) || compareText(a.message, b.message),
    );
  }

  attachments(): readonly RouteAttachment[] {
    return this.#routes
      .all()
      .map(({ attachment }) => attachment)
      .sort((a, b) => compareText(a.route, b.route));
  }

  resource(key: string): Resource | undefined {
    return this.#snapshot.get(key);
  }

  resources(): readonly Resource[] {
    const keyed = this.#snapshot.resources().map((resource) => ({ key: resourceKey(resource), resource }));
    return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ resource }) => resource);
  }

  /** Evaluates the Gateways that a change concerns, and finds the routes that it concerns. */
  #reach({ topics, keys }: ChangedResources, rechecked: ReadonlySet<string>): Reach {
    const gateways = new Set([...this.#gateways.readersOf(topics), ...keysOf('Gateway', keys)]);
    const reattached = new Set<string>();
    for (const gateway of gateways) {
      this.#output.touch(gateway);
      if (!this.#gateways.update(gateway)) continue;
      for (const route of this.#snapshot.routesOfParent(gateway)) reattached.add(resourceKey(route));
    }
    for (const route of this.#routesInNamespaces(keysOf('Namespace', keys))) reattached.add(route);
    const converted = new Set([...rechecked, ...keysOf('HTTPRoute', keys)]);
    for (const key of converted) reattached.delete(key);
    return { gateways, converted, reattached };
  }

  /** Routes of namespaces whose labels may have changed, at Gateways that look at labels. */
  #routesInNamespaces(keys: readonly string[]): readonly string[] {
    if (keys.length === 0) return [];
    const names = new Set(keys.map((key) => key.slice('Namespace/'.length)));
    return this.#gateways.selecting().flatMap((gateway) =>
      this.#snapshot
        .routesOfParent(gateway)
        .filter(({ metadata }) => names.has(metadata.namespace))
        .map(resourceKey),
    );
  }

  #moveRoutes({ converted, reattached }: Reach): readonly RouteChange[] {
    const changes: RouteChange[] = [];
    for (const key of converted) {
      const resource = this.#snapshot.get(key);
      changes.push(this.#routes.convert(key, resource?.kind === 'HTTPRoute' ? resource : undefined));
    }
    for (const key of reattached) {
      const change = this.#routes.reattach(key);
      if (change) changes.push(change);
    }
    for (const change of changes) this.#output.move(change);
    return changes;
  }

  #updateStatuses(
    { keys }: ChangedResources,
    moved: readonly RouteChange[],
    gateways: ReadonlySet<string>,
  ): readonly ResourceStatus[] {
    const written = new Map<string, ResourceStatus>();
    const update = (key: string, resource: Resource | undefined, next: ResourceStatus | undefined): void => {
      if (!resource || !next) {
        this.#statuses.delete(key);
        return;
      }
      const status = this.#statuses.update(resource, keys.has(key), next);
      if (status) written.set(key, status);
    };
    for (const { key, after } of moved) {
      update(key, after?.resource, after && routeStatus(after.resource, after.verdicts, this.#controllerName));
    }
    for (const key of gateways) {
      const evaluated = this.#gateways.evaluated(key);
      update(key, evaluated?.resource, evaluated && gatewayStatus(evaluated, this.#output.attachedRoutes(key)));
    }
    for (const key of keysOf('GatewayClass', keys)) {
      const resource = this.#snapshot.get(key);
      const ours = resource?.kind === 'GatewayClass' ? evaluateGatewayClass(resource, this.#options) : undefined;
      update(key, ours?.resource, ours && gatewayClassStatus(ours.resource, ours.conditions));
    }
    return [...written].sort(([a], [b]) => compareText(a, b)).map(([, status]) => status);
  }
}

/** An engine without any resources. */
export const createEngine = (options: EngineOptions = {}): Engine => new IncrementalEngine(options);

/** The effective configuration of one set of resources. */
export function buildEffectiveConfig(
  resources: Iterable<Resource>,
  options: EngineOptions = {},
): EffectiveConfiguration {
  const upserts = Array.from(resources, (resource): ResourceChange => ({ kind: 'upsert', resource }));
  return createEngine(options).apply(upserts).configuration;
}
