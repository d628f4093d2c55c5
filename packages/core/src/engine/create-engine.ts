import type { RouteAttachment } from '../attachment/attachment.ts';
import { defaultControllerName, evaluateGatewayClass } from '../gateways/gateway-class.ts';
import type { EffectiveConfiguration } from '../ir/configuration.ts';
import type { EffectivePolicyScope } from '../policy/effective-policy.ts';
import type { MergeMode } from '../policy/merge-mode.ts';
import type { PolicyKind } from '../policy/policy-kind.ts';
import { isPolicy, type Resource, resourceKey } from '../resources/resource.ts';
import { createSnapshot, type MutableSnapshot } from '../snapshot/snapshot.ts';
import { gatewayClassStatus } from '../status/gateway-class-status.ts';
import { gatewayStatus } from '../status/gateway-status.ts';
import { policyStatus } from '../status/policy-status.ts';
import type { ResourceStatus } from '../status/resource-status.ts';
import { routeStatus } from '../status/route-status.ts';
import { compareText } from '../text/compare-text.ts';
import type { Finding } from '../validation/finding.ts';
import { BackendChecks } from './backend-checks.ts';
import { applyChanges, type ChangedResources } from './changed-resources.ts';
import { ConfigurationOutput } from './configuration-output.ts';
import { EnginePolicies } from './engine-policies.ts';
import { GatewayTable } from './gateway-table.ts';
import { routeOfOwner } from './policed-route.ts';
import type { PolicyAttachment } from './policy-attachments.ts';
import { reachOf } from './policy-reach.ts';
import type { PolicyChanges } from './policy-table.ts';
import { type RouteChange, RouteTable } from './route-table.ts';
import { shadowedFindings } from './shadowed-findings.ts';
import { StatusBook } from './status-book.ts';
import type { Engine, EngineOptions, EngineUpdate, ResourceChange } from './types.ts';
import { UsedBackends } from './used-backends.ts';

/** Keys of what a change reaches. */
interface Reach {
  readonly gateways: ReadonlySet<string>;
  /** Gateways that became ours, or are no longer. */
  readonly owned: ReadonlySet<string>;
  /** Gateways that have other policies than before. */
  readonly policed: ReadonlySet<string>;
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
  readonly #policies: EnginePolicies;
  /** Routes whose policies refer to something that changed. */
  #stale: ReadonlySet<string> = new Set();
  readonly #statuses = new StatusBook();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#controllerName = options.controllerName ?? defaultControllerName;
    this.#backends = new UsedBackends(this.#snapshot, options);
    this.#gateways = new GatewayTable(this.#snapshot, options);
    this.#policies = new EnginePolicies(
      this.#snapshot,
      this.#checks,
      this.#gateways,
      { route: (key) => this.#routes.get(key), attachedRoutes: (key) => this.#output.attachedRoutes(key) },
      options,
    );
    const { lookup, serves } = this.#gateways;
    this.#routes = new RouteTable(this.#checks, {
      lookup,
      serves,
      police: (resource, key, converted, ids, previous) =>
        this.#policies.police(resource, key, converted, ids, previous, this.#stale.has(key)),
    });
    this.#output = new ConfigurationOutput(this.#gateways, this.#checks, this.#backends);
  }

  get configuration(): EffectiveConfiguration {
    return this.#output.configuration;
  }

  apply(changes: Iterable<ResourceChange>): EngineUpdate {
    const changed = applyChanges(this.#snapshot, changes);
    const policies = this.#policies.update(changed);
    const { routes, backends } = this.#checks.recheck(changed.topics);
    const rechecked = new Set([...routes].filter((owner) => routeOfOwner(owner) === undefined));
    this.#stale = new Set([
      ...[...routes].flatMap((owner) => routeOfOwner(owner) ?? []),
      ...this.#policies.routes.readersOf(changed.topics),
    ]);
    const reach = this.#reach(changed, rechecked, policies);
    const moved = this.#moveRoutes(reach);
    this.#backends.refresh(changed.topics, backends);
    const built = this.#output.build();
    this.#policies.settle(this.#touchedObjects(changed, policies, reach, moved, built.touched));
    const gateways = new Set([...built.touched, ...reach.policed]);
    const statusChanges = this.#updateStatuses(
      changed,
      this.#policies.toReport(policies, reach.owned),
      moved,
      gateways,
    );
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
      ...this.#policies.findings(),
      ...shadowedFindings(this.configuration),
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

  policies(mode: MergeMode = this.#policies.mode): readonly EffectivePolicyScope[] {
    return this.#policies.list(mode);
  }

  policyAttachments(): readonly PolicyAttachment[] {
    return this.#policies.attachments().toSorted((a, b) => compareText(a.policy, b.policy));
  }

  policyKinds(): readonly PolicyKind[] {
    return this.#policies.kinds.all().toSorted((a, b) => compareText(a.kind, b.kind));
  }

  resource(key: string): Resource | undefined {
    return this.#snapshot.get(key);
  }

  resources(): readonly Resource[] {
    const keyed = this.#snapshot.resources().map((resource) => ({ key: resourceKey(resource), resource }));
    return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ resource }) => resource);
  }

  /** Evaluates the Gateways that a change concerns, and finds the routes that it concerns. */
  #reach({ topics, keys }: ChangedResources, rechecked: ReadonlySet<string>, policies: PolicyChanges): Reach {
    const gateways = new Set([...this.#gateways.readersOf(topics), ...keysOf('Gateway', keys)]);
    const reattached = new Set<string>();
    const owned = new Set<string>();
    for (const gateway of gateways) {
      this.#output.touch(gateway);
      const classBefore = this.#gateways.evaluated(gateway)?.resource.spec.gatewayClassName;
      const moved = this.#gateways.update(gateway);
      const classAfter = this.#gateways.evaluated(gateway)?.resource.spec.gatewayClassName;
      if ((classBefore === undefined) !== (classAfter === undefined)) owned.add(gateway);
      // Policies of another class.
      const sameClass = classBefore === classAfter || this.#policies.table.isEmpty;
      if (!moved && sameClass) continue;
      for (const route of this.#snapshot.routesOfParent(gateway)) reattached.add(resourceKey(route));
    }
    for (const route of this.#routesInNamespaces(keysOf('Namespace', keys))) reattached.add(route);
    const policed = reachOf(policies.points, this.#snapshot, this.#gateways, this.#checks);
    for (const route of [...policed.routes, ...this.#stale]) reattached.add(route);
    const converted = new Set([...rechecked, ...keysOf('HTTPRoute', keys)]);
    for (const key of converted) reattached.delete(key);
    return { gateways, owned, policed: policed.gateways, converted, reattached };
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

  /** Objects whose scopes may be others now. */
  *#touchedObjects(
    { keys }: ChangedResources,
    { points }: PolicyChanges,
    { policed }: Reach,
    moved: readonly RouteChange[],
    gateways: ReadonlySet<string>,
  ): Generator<string> {
    for (const { key } of moved) yield key;
    yield* new Set([...gateways, ...policed]);
    const classes = keysOf('GatewayClass', [...keys, ...points]);
    // Whether a class has any Gateway may be another answer now.
    if (gateways.size > 0 || classes.length > 0) {
      yield* new Set([...classes, ...this.#snapshot.all('GatewayClass').map(resourceKey)]);
    }
  }

  #moveRoutes({ converted, reattached }: Reach): readonly RouteChange[] {
    const changes: RouteChange[] = [];
    for (const key of converted) {
      const resource = this.#snapshot.get(key);
      changes.push(this.#routes.convert(key, resource?.kind === 'HTTPRoute' ? resource : undefined));
      if (!resource) this.#policies.routes.forget(key);
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
    policies: ReadonlySet<string>,
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
    const name = this.#controllerName;
    const types = this.#policies.affectedTypes();
    for (const { key, after } of moved) {
      const verdicts = after && this.#policies.verdictsOf(after);
      update(key, after?.resource, verdicts && routeStatus(after.resource, verdicts, name, types));
    }
    for (const key of gateways) {
      const ours = this.#gateways.evaluated(key);
      const evaluated = ours && this.#policies.withAffected(ours);
      update(key, ours?.resource, evaluated && gatewayStatus(evaluated, this.#output.attachedRoutes(key), types));
    }
    for (const key of keysOf('GatewayClass', keys)) {
      const resource = this.#snapshot.get(key);
      const ours = resource?.kind === 'GatewayClass' ? evaluateGatewayClass(resource, this.#options) : undefined;
      update(key, ours?.resource, ours && gatewayClassStatus(ours.resource, ours.conditions));
    }
    for (const key of policies) {
      const resource = this.#snapshot.get(key);
      const verdicts = resource && isPolicy(resource) ? this.#policies.verdicts(key) : undefined;
      if (resource && isPolicy(resource) && verdicts) update(key, resource, policyStatus(resource, verdicts, name));
      else update(key, undefined, undefined);
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
