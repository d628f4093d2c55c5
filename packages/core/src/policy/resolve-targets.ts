import { compileSelector } from '../references/label-selector.ts';
import { isPermitted, notPermitted } from '../references/reference-grant.ts';
import type { PolicyResource } from '../resources/policy-resource.ts';
import type { Resource } from '../resources/resource.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { grantsTopic, kindTopic, type Topic } from '../snapshot/topics.ts';
import type { AttachmentPoint } from './attachment-point.ts';
import type { PolicyKind, PolicyProblem, TargetKind } from './policy-kind.ts';
import type { PolicyTargets, TargetRef, TargetSelector } from './target-ref.ts';

/** What became of one target. */
export type TargetOutcome =
  | { readonly kind: 'found'; readonly ref: TargetRef; readonly point: AttachmentPoint }
  | {
      readonly kind: 'refused';
      readonly ref: TargetRef;
      readonly reason: 'TargetNotFound' | 'Invalid';
      readonly message: string;
    };

export interface ResolvedTargets {
  readonly outcomes: readonly TargetOutcome[];
  /** Selectors that can't be read. */
  readonly problems: readonly PolicyProblem[];
  readonly topics: readonly Topic[];
}

const gatewayGroup = 'gateway.networking.k8s.io';

const groupOf: Readonly<Record<TargetKind, string>> = {
  GatewayClass: gatewayGroup,
  Gateway: gatewayGroup,
  ListenerSet: gatewayGroup,
  HTTPRoute: gatewayGroup,
  Service: '',
  Namespace: '',
};

const isClusterKind = (kind: TargetKind): boolean => kind === 'GatewayClass' || kind === 'Namespace';

const targetKind = (kind: PolicyKind, group: string, name: string): TargetKind | undefined =>
  kind.targets.find((target) => target === name && groupOf[target] === group);

/** Names of the sections of an object: listeners, rules, ports. */
function sectionsOf(resource: Resource): readonly string[] {
  switch (resource.kind) {
    case 'Gateway':
      return resource.spec.listeners.map(({ name }) => name);
    case 'HTTPRoute':
      return resource.spec.rules.flatMap(({ name }) => name ?? []);
    case 'Service':
      return (resource.spec.ports ?? []).flatMap(({ name }) => name ?? []);
    default:
      return [];
  }
}

const sectionWord: Readonly<Record<TargetKind, string>> = {
  GatewayClass: 'section',
  Gateway: 'listener',
  ListenerSet: 'listener',
  HTTPRoute: 'rule',
  Service: 'port',
  Namespace: 'section',
};

class TargetResolver {
  readonly outcomes: TargetOutcome[] = [];
  readonly problems: PolicyProblem[] = [];
  readonly topics = new Set<Topic>();
  readonly #snapshot: Snapshot;
  readonly #kind: PolicyKind;
  readonly #namespace: string | undefined;

  constructor(snapshot: Snapshot, kind: PolicyKind, { metadata }: PolicyResource) {
    this.#snapshot = snapshot;
    this.#kind = kind;
    this.#namespace = metadata.namespace;
  }

  ref(ref: TargetRef): void {
    this.outcomes.push(this.#outcome(ref));
  }

  select({ path, group, kind: name, selector, sectionName }: TargetSelector): void {
    const kind = targetKind(this.#kind, group, name);
    if (!this.#kind.selection.includes('labels')) this.#tell(path, `${this.#kind.kind} does not take selectors`);
    else if (!kind || kind === 'ListenerSet') this.#tell(path, `${this.#kind.kind} can't target ${name}`);
    else {
      const compiled = compileSelector(selector);
      for (const problem of compiled.problems) this.#tell(`${path}.${problem.path}`, problem.message);
      this.topics.add(kindTopic(kind));
      for (const { metadata } of this.#snapshot.all(kind)) {
        const own = isClusterKind(kind) ? undefined : 'namespace' in metadata ? metadata.namespace : undefined;
        if (!isClusterKind(kind) && this.#namespace !== undefined && own !== this.#namespace) continue;
        if (!compiled.matches(new Map(Object.entries(metadata.labels ?? {})))) continue;
        this.ref({
          path,
          group,
          kind: name,
          name: metadata.name,
          ...(own !== undefined && { namespace: own }),
          ...(sectionName !== undefined && { sectionName }),
        });
      }
    }
  }

  #tell(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  #outcome(ref: TargetRef): TargetOutcome {
    const refused = (reason: 'TargetNotFound' | 'Invalid', message: string): TargetOutcome => ({
      kind: 'refused',
      ref,
      reason,
      message,
    });
    const kind = targetKind(this.#kind, ref.group, ref.kind);
    if (!kind) return refused('Invalid', `${this.#kind.kind} can't target ${ref.kind}${groupNote(ref.group)}`);
    if (kind === 'ListenerSet') return refused('TargetNotFound', `no ListenerSet ${ref.name}`);
    if (ref.sectionName !== undefined && !this.#kind.sections.includes(kind)) {
      return refused('Invalid', `${this.#kind.kind} can't target a section of ${ref.kind}`);
    }
    const place = this.#place(ref, kind);
    if (typeof place === 'object') return refused(place.reason, place.message);
    this.topics.add(place);
    const found = this.#snapshot.get(place);
    const { sectionName } = ref;
    // Manifests rarely hold the namespaces that their objects are in.
    const implied = kind === 'Namespace' && ref.name === this.#namespace && sectionName === undefined;
    if (!found && !implied) return refused('TargetNotFound', `no ${place}`);
    if (sectionName === undefined) return { kind: 'found', ref, point: { kind, object: place } };
    if (!found || !sectionsOf(found).includes(sectionName)) {
      return refused('TargetNotFound', `${place} has no ${sectionWord[kind]} ${sectionName}`);
    }
    return { kind: 'found', ref, point: { kind, object: place, section: sectionName } };
  }

  /** The target's key, or why it may not be looked up. */
  #place(ref: TargetRef, kind: TargetKind): string | { reason: 'TargetNotFound' | 'Invalid'; message: string } {
    if (kind === 'GatewayClass') {
      if (this.#namespace === undefined) return `GatewayClass/${ref.name}`;
      const message = "a policy with a namespace can't target a GatewayClass, which has none: leave the namespace out";
      return { reason: 'Invalid', message };
    }
    const namespace = kind === 'Namespace' ? ref.name : (ref.namespace ?? this.#namespace);
    if (namespace === undefined) {
      return { reason: 'Invalid', message: 'a policy without a namespace has to name that of its target' };
    }
    if (!this.#permits(ref, kind, namespace)) {
      return { reason: 'TargetNotFound', message: notPermitted(this.#source(), { ...ref, namespace }) };
    }
    return kind === 'Namespace' ? `Namespace/${ref.name}` : `${kind}/${namespace}/${ref.name}`;
  }

  #source(): ReferenceSource {
    return { group: this.#kind.group, kind: this.#kind.kind, namespace: this.#namespace ?? '' };
  }

  /** Whoever may write a policy without a namespace is responsible for all of them. */
  #permits(ref: TargetRef, kind: TargetKind, namespace: string): boolean {
    if (this.#namespace === undefined || namespace === this.#namespace) return true;
    this.topics.add(grantsTopic(namespace));
    return isPermitted(this.#snapshot, this.#source(), { group: ref.group, kind, namespace, name: ref.name });
  }
}

const groupNote = (group: string): string => (group === '' ? '' : ` of group ${group}`);

/**
 * Finds what a policy's targets name: in its own namespace, in another one only with a ReferenceGrant there that names
 * the policy's group and kind. A refusal tells nothing of what is in another namespace.
 */
export function resolveTargets(
  snapshot: Snapshot,
  kind: PolicyKind,
  policy: PolicyResource,
  targets: PolicyTargets,
): ResolvedTargets {
  const resolver = new TargetResolver(snapshot, kind, policy);
  for (const ref of targets.refs) resolver.ref(ref);
  for (const selector of targets.selectors) resolver.select(selector);
  const { outcomes, problems, topics } = resolver;
  return { outcomes, problems, topics: [...topics] };
}
