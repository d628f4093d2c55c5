import {
  type ConfigurationMatcher,
  compileConfiguration,
  type EffectiveBackend,
  type EffectiveConfiguration,
} from '@routeward/core';
import type { BackendStates } from '../balancing/backend-states.ts';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';
import { BackendTarget } from './backend-target.ts';

type Overrides = ReadonlyMap<string, readonly UpstreamAddress[]>;

const overrideKey = ({ ref }: EffectiveBackend): string => `${ref.namespace}/${ref.name}:${ref.port ?? ''}`;

/**
 * One configuration in force: tables and backends that belong together. A request keeps the generation it arrived in
 * until it ends, so that it is decided by exactly one.
 */
export class Generation {
  readonly configuration: EffectiveConfiguration;
  readonly matcher: ConfigurationMatcher;
  readonly #targets = new Map<string, BackendTarget>();

  constructor(
    configuration: EffectiveConfiguration,
    overrides: Overrides,
    states: BackendStates,
    previous?: Generation,
  ) {
    this.configuration = configuration;
    this.matcher = compileConfiguration(configuration, previous?.matcher);
    for (const backend of configuration.backends) {
      const before = previous?.target(backend.key);
      const same = before?.backend === backend;
      this.#targets.set(backend.key, same ? before : targetOf(backend, overrides, states, before?.turn ?? 0));
    }
  }

  target(key: string): BackendTarget | undefined {
    return this.#targets.get(key);
  }

  /** Every address that a request of this generation may go to. */
  addresses(): UpstreamAddress[] {
    const all: UpstreamAddress[] = [];
    for (const target of this.#targets.values()) for (const address of target.addresses) all.push(address);
    return all;
  }
}

function targetOf(backend: EffectiveBackend, overrides: Overrides, states: BackendStates, turn: number): BackendTarget {
  const addresses = overrides.get(overrideKey(backend)) ?? backend.endpoints;
  const state = states.use(backend, addresses);
  return new BackendTarget(backend, state, state?.endpoints.all ?? addresses, turn);
}
