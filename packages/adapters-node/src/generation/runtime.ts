import type { EffectiveConfiguration } from '@routeward/core';
import { RemoteKeys } from '../access/remote-keys.ts';
import { BackendStates } from '../balancing/backend-states.ts';
import type { ProxyEvent } from '../events.ts';
import { type ProxyOptions, type Settings, settingsOf } from '../options.ts';
import { BucketStore } from '../rate-limits/bucket-store.ts';
import { TcpClient } from '../upstream/tcp-client.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { Generation } from './generation.ts';
import { RulePlans } from './rule-plan.ts';

/** What all listeners of one data plane share: the generation in force, the upstream client and the settings. */
export class Runtime {
  readonly settings: Settings;
  readonly client: UpstreamClient;
  readonly plans: RulePlans;
  readonly #states: BackendStates;
  #generation: Generation;
  #retaining = false;

  constructor(configuration: EffectiveConfiguration, options: ProxyOptions) {
    this.settings = settingsOf(options);
    this.client = options.client ?? new TcpClient(options.upstream, this.settings.now);
    const { client, settings } = this;
    const shared = { buckets: new BucketStore(), remoteKeys: new RemoteKeys(settings.now) };
    this.plans = new RulePlans({ ...settings, client, ...shared });
    this.#states = new BackendStates({
      ...settings,
      client,
      onEndpoint: (backend, address, change) => this.emit({ kind: 'endpoint', backend, address, change }),
      onUnsupported: (backend, detail) => this.emit({ kind: 'unsupported', backend, detail }),
    });
    this.#generation = new Generation(configuration, settings.backends, this.#states);
  }

  get generation(): Generation {
    return this.#generation;
  }

  /** Swaps by one assignment: requests before it finish on the old generation, those after it start on the new one. */
  update(configuration: EffectiveConfiguration): void {
    this.#generation = new Generation(configuration, this.settings.backends, this.#states, this.#generation);
    this.#states.retain(new Set(configuration.backends.map(({ key }) => key)));
    this.emit({ kind: 'configuration', version: configuration.version });
    if (this.#retaining) return;
    // Pools of addresses that are gone are closed later: nobody waits for that, and swaps may come in bursts.
    this.#retaining = true;
    setImmediate(() => {
      this.#retaining = false;
      this.client.retain(this.#generation.addresses());
    });
  }

  /** A receiver that throws must not take a request with it. */
  emit(event: ProxyEvent): void {
    const { onEvent } = this.settings;
    if (onEvent === undefined) return;
    try {
      onEvent(event);
    } catch {
      // Nothing to do: the receiver is the one who reports.
    }
  }

  close(): void {
    this.#states.close();
    this.client.close();
  }
}
