import type { WeightedBackend } from '../../ir/backend.ts';
import type { BackendSettings } from '../../ir/backend-settings.ts';
import type { RouteAction, RuleSettings } from '../../ir/configuration.ts';
import type { Filter } from '../../ir/filter.ts';
import { equalData } from '../../text/equal-data.ts';
import type { AppliedPolicies, PolicedRule, PoliciesByKind, PolicyReferences, RulePolicies } from '../apply-hook.ts';
import type { EffectivePolicy } from '../effective-policy.ts';
import type { ApplyProblem, PolicyReader, PolicyValues } from './policy-reader.ts';

export type UsableBackend = Extract<WeightedBackend, { kind: 'backend' }>;

/** What policies of one kind come to in a rule. */
export type Spread<V> =
  /** No policy of that kind applies, or none that can be honoured. */
  | { readonly kind: 'nothing' }
  /** The same for every request of the rule. */
  | { readonly kind: 'rule'; readonly value: V }
  /** Another one for each backend; undefined where nothing applies. */
  | { readonly kind: 'backends'; readonly values: ReadonlyMap<UsableBackend, V | undefined> };

const oneValue =
  'the backends of a rule come to different values, but the rule can have one only: that from above them counts';

/** A rule while policies are applied to it; the rule itself stays as it is. */
export class RuleDraft {
  readonly references: PolicyReferences;
  readonly backends: readonly UsableBackend[];
  filters: readonly Filter[];
  settings: RuleSettings;
  readonly #rule: PolicedRule;
  readonly #policies: RulePolicies;
  readonly #backendPolicies = new Map<UsableBackend, PoliciesByKind>();
  readonly #backendFilters = new Map<UsableBackend, Filter[]>();
  readonly #backendSettings = new Map<string, BackendSettings>();
  readonly #problems = new Map<string, ApplyProblem>();
  readonly #closedBackends = new Map<UsableBackend, string>();
  #closed: string | undefined;

  constructor(rule: PolicedRule, policies: RulePolicies, references: PolicyReferences) {
    this.#rule = rule;
    this.#policies = policies;
    this.references = references;
    this.filters = rule.filters;
    this.settings = rule.settings;
    const all = rule.action.kind === 'forward' ? rule.action.backends : [];
    this.backends = all.filter((backend) => backend.kind === 'backend');
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Each problem counts once, however many backends have it. */
  tell(...problems: readonly ApplyProblem[]): void {
    for (const problem of problems) {
      const { policy, path, message } = problem;
      this.#problems.set([policy, path, message].join('\n'), problem);
    }
  }

  /** The rule answers 500: what it protects must not be reached. */
  close(reason: string): void {
    this.#closed ??= reason;
  }

  /** The backend's share of the requests gets 500. */
  closeBackend(backend: UsableBackend, message: string): void {
    this.#closedBackends.set(backend, message);
  }

  addBackendFilter(backend: UsableBackend, ...filters: readonly Filter[]): void {
    this.#backendFilters.set(backend, [...(this.#backendFilters.get(backend) ?? []), ...filters]);
  }

  setBackend(backend: UsableBackend, settings: BackendSettings): void {
    if (Object.keys(settings).length === 0) return;
    this.#backendSettings.set(backend.backend, { ...this.#backendSettings.get(backend.backend), ...settings });
  }

  /** Kinds of which any policy applies to the rule or a backend. */
  kinds(): ReadonlySet<string> {
    const kinds = new Set(this.#policies.rule.keys());
    for (const backend of this.backends) for (const kind of this.#policiesOf(backend).keys()) kinds.add(kind);
    return kinds;
  }

  effectiveOf(kind: string, backend?: UsableBackend): EffectivePolicy | undefined {
    const own = backend && this.#policiesOf(backend).get(kind);
    return own ?? this.#policies.rule.get(kind);
  }

  /** What a kind's effective policies come to, by a conversion of its values. */
  spread<T, V>(reader: PolicyReader<T>, convert: (values: PolicyValues<T>) => V): Spread<V> {
    const made = new Map<EffectivePolicy, V | undefined>();
    const convertOnce = (effective: EffectivePolicy | undefined): V | undefined => {
      if (!effective) return undefined;
      if (!made.has(effective)) made.set(effective, this.#convert(reader, effective, convert));
      return made.get(effective);
    };
    const values = new Map<UsableBackend, V | undefined>();
    for (const backend of this.backends) values.set(backend, convertOnce(this.effectiveOf(reader.kind, backend)));
    const [first, ...others] = values.values();
    if (!others.every((value) => equalData(value, first))) return { kind: 'backends', values };
    const value = values.size > 0 ? first : convertOnce(this.effectiveOf(reader.kind));
    return value === undefined ? { kind: 'nothing' } : { kind: 'rule', value };
  }

  /**
   * The same for what a rule can have once only. Where its backends' values differ, what is attached above them counts,
   * and the policies that are passed over are told.
   */
  ruleValue<T, V>(reader: PolicyReader<T>, convert: (values: PolicyValues<T>) => V): V | undefined {
    const spread = this.spread(reader, convert);
    if (spread.kind === 'rule') return spread.value;
    if (spread.kind === 'nothing') return undefined;
    for (const backend of this.backends) this.tellDivided(reader.kind, backend, oneValue);
    const above = this.effectiveOf(reader.kind);
    return above && this.#convert(reader, above, convert);
  }

  /** Told of the policies that only a backend has. */
  tellDivided(kind: string, backend: UsableBackend, message: string): void {
    const above = new Set(Object.values(this.effectiveOf(kind)?.origins ?? {}).map(({ policy }) => policy));
    const told = new Set<string>();
    for (const [path, { policy, field }] of Object.entries(this.effectiveOf(kind, backend)?.origins ?? {})) {
      if (above.has(policy) || told.has(policy)) continue;
      told.add(policy);
      this.tell({ policy, path: field ?? path, message });
    }
  }

  finish(): AppliedPolicies {
    const { filters, settings } = this;
    const problems = [...this.#problems.values()];
    if (this.#closed !== undefined) {
      const action: RouteAction = { kind: 'respond', statusCode: 500, reason: this.#closed };
      return { rule: { filters: [], action, settings: {} }, backendSettings: new Map(), problems };
    }
    return { rule: { filters, action: this.#action(), settings }, backendSettings: this.#backendSettings, problems };
  }

  #policiesOf(backend: UsableBackend): PoliciesByKind {
    const known = this.#backendPolicies.get(backend);
    if (known) return known;
    const policies = this.#policies.backend(backend.ref);
    this.#backendPolicies.set(backend, policies);
    return policies;
  }

  #convert<T, V>(reader: PolicyReader<T>, effective: EffectivePolicy, convert: (values: PolicyValues<T>) => V) {
    const reading = reader.read(effective);
    if (reading.kind === 'read') return convert(reading.values);
    this.tell(...reading.problems);
    return undefined;
  }

  #action(): RouteAction {
    const { action } = this.#rule;
    if (action.kind !== 'forward') return action;
    return { kind: 'forward', backends: action.backends.map((backend) => this.#backend(backend)) };
  }

  #backend(backend: WeightedBackend): WeightedBackend {
    if (backend.kind === 'invalid') return backend;
    const message = this.#closedBackends.get(backend);
    // Of the reasons that ResolvedRefs has, none says that a policy can't be honoured.
    if (message !== undefined) {
      return { kind: 'invalid', ref: backend.ref, weight: backend.weight, reason: 'InvalidKind', message };
    }
    const filters = this.#backendFilters.get(backend);
    return filters ? { ...backend, filters: [...backend.filters, ...filters] } : backend;
  }
}
