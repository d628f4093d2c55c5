import { toEffectiveGateway, toEffectiveListener } from '../effective/gateway.ts';
import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import type { EffectiveGateway, EffectiveListener, VirtualHost } from '../ir/configuration.ts';
import { ListenerHosts } from './listener-hosts.ts';

interface BuiltListener {
  readonly source: EvaluatedListener;
  readonly virtualHosts: readonly VirtualHost[];
  readonly listener: EffectiveListener | undefined;
}

/** What routes bring to one Gateway, and the part of the configuration that comes of it. */
export class GatewayOutput {
  readonly #hosts = new Map<string, ListenerHosts>();
  readonly #built = new Map<string, BuiltListener>();
  readonly #attachedRoutes = new Map<string, number>();
  #effective: EffectiveGateway | undefined;

  /** The virtual hosts of a listener, by its name. */
  hosts(listener: string): ListenerHosts {
    const known = this.#hosts.get(listener);
    if (known) return known;
    const hosts = new ListenerHosts();
    this.#hosts.set(listener, hosts);
    return hosts;
  }

  count(listener: string, change: 1 | -1): void {
    const count = (this.#attachedRoutes.get(listener) ?? 0) + change;
    if (count > 0) this.#attachedRoutes.set(listener, count);
    else this.#attachedRoutes.delete(listener);
  }

  readonly attachedRoutes = (listener: string): number => this.#attachedRoutes.get(listener) ?? 0;

  /** The same object as before where nothing changed. */
  build(gateway: EvaluatedGateway): EffectiveGateway {
    const names = new Set(gateway.listeners.map(({ name }) => name));
    for (const name of this.#hosts.keys()) if (!names.has(name)) this.#hosts.delete(name);
    for (const name of this.#built.keys()) if (!names.has(name)) this.#built.delete(name);
    const listeners = gateway.listeners.flatMap((listener) => this.#buildListener(listener) ?? []);
    const effective = toEffectiveGateway(gateway, listeners);
    if (this.#effective?.version !== effective.version) this.#effective = effective;
    return this.#effective ?? effective;
  }

  #buildListener(source: EvaluatedListener): EffectiveListener | undefined {
    if (!source.serves) return undefined;
    const virtualHosts = this.hosts(source.name).list();
    const known = this.#built.get(source.name);
    if (known?.source === source && known.virtualHosts === virtualHosts) return known.listener;
    const fresh = toEffectiveListener(source, virtualHosts);
    const listener = known?.listener?.version === fresh?.version ? known?.listener : fresh;
    this.#built.set(source.name, { source, virtualHosts, listener });
    return listener;
  }
}
