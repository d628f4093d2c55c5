import type { EffectiveBackend } from '@routeward/core';
import { type BackendEnvironment, BackendState } from './backend-state.ts';
import type { ZonedAddress } from './endpoint-set.ts';

/** The state of every backend that has settings, by key: kept while configurations that name it come and go. */
export class BackendStates {
  readonly #states = new Map<string, BackendState>();
  readonly #environment: BackendEnvironment;

  constructor(environment: BackendEnvironment) {
    this.#environment = environment;
  }

  /** The state of a backend, brought up to date; undefined where nothing is asked for. */
  use({ key, settings }: EffectiveBackend, addresses: readonly ZonedAddress[]): BackendState | undefined {
    if (settings === undefined) return undefined;
    let state = this.#states.get(key);
    if (state === undefined) {
      state = new BackendState(key, settings, this.#environment);
      this.#states.set(key, state);
    }
    state.update(addresses);
    return state;
  }

  /** Ends those of all other backends. */
  retain(keys: ReadonlySet<string>): void {
    for (const [key, state] of this.#states) {
      if (keys.has(key)) continue;
      state.stop();
      this.#states.delete(key);
    }
  }

  close(): void {
    this.retain(new Set());
  }
}
