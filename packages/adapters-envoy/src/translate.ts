import type {
  EffectiveBackend,
  EffectiveConfiguration,
  EffectiveGateway,
  EffectiveListener,
  Finding,
} from '@routeward/core';
import { digestText } from './digest.ts';
import { aggregated, type TranslateOptions } from './options.ts';
import { Patcher, type SnapshotPart } from './patches.ts';
import { type PortResources, PortTranslator } from './port-translator.ts';
import type { EnvoyResource, EnvoyResources, EnvoySnapshot } from './resource.ts';
import { toCluster } from './resources/cluster.ts';
import { toClusterLoadAssignment } from './resources/cluster-load-assignment.ts';
import { toResources } from './resources/resource-map.ts';
import { isSpoken } from './resources/route-context.ts';
import { usedBackends } from './used-backends.ts';

/** Turns configurations into snapshots; objects that it has seen before give the resources of then. */
export interface Translator {
  translate(configuration: EffectiveConfiguration): EnvoySnapshot;
}

interface BackendResources {
  readonly cluster: EnvoyResource;
  readonly endpoints: EnvoyResource | undefined;
}

/** A port that Envoy is to bind. */
interface BoundPort {
  readonly gateway: EffectiveGateway;
  readonly port: number;
  readonly bound: number;
  readonly listeners: readonly EffectiveListener[];
}

function byPort(listeners: readonly EffectiveListener[]): Map<number, EffectiveListener[]> {
  const ports = new Map<number, EffectiveListener[]>();
  for (const listener of listeners) {
    const known = ports.get(listener.port);
    if (known) known.push(listener);
    else ports.set(listener.port, [listener]);
  }
  return ports;
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** What is the same stays the same object: whoever delivers it sees at once that nothing changed. */
const keep = (next: EnvoyResources, before: EnvoyResources | undefined): EnvoyResources => {
  if (!before) return next;
  const entries = [...next].map(([name, resource]): [string, EnvoyResource] => {
    const known = before.get(name);
    return [name, known?.version === resource.version ? known : resource];
  });
  const same = entries.length === before.size && entries.every(([name, resource]) => before.get(name) === resource);
  return same ? before : new Map(entries);
};

const portTaken = ({ gateway, port, bound }: BoundPort): Finding => ({
  severity: 'error',
  rule: 'conflict',
  resource: `Gateway/${gateway.namespace}/${gateway.name}`,
  path: 'spec.listeners',
  message: `port ${port}: another Gateway of the same Envoy binds ${bound} already`,
});

class ConfigurationTranslator implements Translator {
  readonly #options: TranslateOptions;
  readonly #backends = new WeakMap<EffectiveBackend, BackendResources>();
  /** By `namespace/name/port`. */
  #ports = new Map<string, PortTranslator>();
  #known: ReadonlyMap<string, EffectiveBackend> = new Map();
  #unspoken = '';
  /** Before patches. */
  readonly #before = new Map<SnapshotPart, EnvoyResources>();
  readonly #patcher: Patcher;

  constructor(options: TranslateOptions) {
    this.#options = options;
    this.#patcher = new Patcher(options.patches ?? []);
  }

  translate(configuration: EffectiveConfiguration): EnvoySnapshot {
    this.#note(configuration);
    const { ports, findings } = this.#bind(configuration);
    const translated = this.#translatePorts(ports);
    const backends = this.#wanted(configuration).map((backend) => this.#backend(backend));
    const parts = {
      listeners: translated.map(({ listener }) => listener),
      routes: translated.flatMap((port) => port.routes),
      clusters: backends.map(({ cluster }) => cluster),
      endpoints: backends.map((backend) => backend.endpoints),
      secrets: translated.flatMap((port) => port.secrets),
    };
    return this.#snapshot(parts, unique([...findings, ...translated.flatMap((port) => port.findings)]));
  }

  #snapshot(
    parts: Readonly<Record<SnapshotPart, readonly (EnvoyResource | undefined)[]>>,
    findings: readonly Finding[],
  ): EnvoySnapshot {
    const made = (part: SnapshotPart): EnvoyResources => {
      const resources = keep(toResources(parts[part].filter(isDefined)), this.#before.get(part));
      this.#before.set(part, resources);
      return this.#patcher.apply(resources, part);
    };
    const resources = {
      listeners: made('listeners'),
      routes: made('routes'),
      clusters: made('clusters'),
      endpoints: made('endpoints'),
      secrets: made('secrets'),
    };
    const all = Object.values(resources).flatMap((kind) => [...kind.values()]);
    const version = digestText(all.map((resource) => `${resource.name} ${resource.version}`).join('\n'));
    return { version, ...resources, findings };
  }

  /** For one Gateway only what it uses. */
  #wanted({ gateways, backends }: EffectiveConfiguration): readonly EffectiveBackend[] {
    const { gateway: only } = this.#options;
    if (only === undefined) return backends;
    const gateway = gateways.find(({ namespace, name }) => only === `${namespace}/${name}`);
    const used = gateway && usedBackends(gateway);
    return backends.filter(({ key }) => used?.has(key));
  }

  /** Routes depend on one thing of a backend: whether it is spoken to at all. */
  #note({ backends }: EffectiveConfiguration): void {
    this.#known = new Map(backends.map((backend) => [backend.key, backend]));
    const unspoken = backends
      .filter((backend) => !isSpoken(backend))
      .map(({ key }) => key)
      .join('\n');
    if (unspoken !== this.#unspoken) this.#ports = new Map();
    this.#unspoken = unspoken;
  }

  #bind(configuration: EffectiveConfiguration): { ports: BoundPort[]; findings: Finding[] } {
    const { gateway: only, portMap, portOffset = 0 } = this.#options;
    const taken = new Set<number>();
    const ports: BoundPort[] = [];
    const findings: Finding[] = [];
    for (const gateway of configuration.gateways) {
      const name = `${gateway.namespace}/${gateway.name}`;
      if (only !== undefined && only !== name) continue;
      for (const [port, listeners] of byPort(gateway.listeners)) {
        const bound = portMap?.get(`${name}:${port}`) ?? portMap?.get(String(port)) ?? port + portOffset;
        const wanted = { gateway, port, bound, listeners };
        if (taken.has(bound)) findings.push(portTaken(wanted));
        else ports.push(wanted);
        // 0: the system chooses, and never the same for two.
        if (bound !== 0) taken.add(bound);
      }
    }
    return { ports, findings };
  }

  #translatePorts(ports: readonly BoundPort[]): PortResources[] {
    const translators = new Map<string, PortTranslator>();
    const translated = ports.map(({ gateway, port, bound, listeners }) => {
      const key = `${gateway.namespace}/${gateway.name}/${port}`;
      const context = { listenerPort: port, backend: (name: string) => this.#known.get(name) };
      const translator = this.#ports.get(key) ?? new PortTranslator(this.#options, context);
      translators.set(key, translator);
      return translator.translate(gateway, listeners, bound);
    });
    this.#ports = translators;
    return translated;
  }

  #backend(backend: EffectiveBackend): BackendResources {
    const known = this.#backends.get(backend);
    if (known) return known;
    const { configSource = aggregated, backends } = this.#options;
    const { namespace, name, port } = backend.ref;
    const addresses = backends?.get(`${namespace}/${name}:${port}`) ?? backend.endpoints;
    const resources = {
      cluster: toCluster(backend, addresses, configSource),
      endpoints: toClusterLoadAssignment(backend, addresses),
    };
    this.#backends.set(backend, resources);
    return resources;
  }
}

/** A rule on several hosts says the same thing once. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const byText = new Map(findings.map((it) => [`${it.resource}\n${it.path}\n${it.message}`, it]));
  return [...byText.values()];
}

export const createTranslator = (options: TranslateOptions = {}): Translator => new ConfigurationTranslator(options);

/** All resources for a configuration; who translates again and again keeps a translator. */
export const translate = (configuration: EffectiveConfiguration, options: TranslateOptions = {}): EnvoySnapshot =>
  createTranslator(options).translate(configuration);
