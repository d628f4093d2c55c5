import type {
  EffectiveBackend,
  EffectiveConfiguration,
  EffectiveGateway,
  EffectiveListener,
  Finding,
} from '@routeward/core';
import { digestText } from './digest.ts';
import type { TranslateOptions } from './options.ts';
import { Patcher } from './patches/patcher.ts';
import type { SnapshotPart } from './patches/resource-patch.ts';
import { type PortResources, PortTranslator } from './port-translator.ts';
import type { EnvoyResource, EnvoyResources, EnvoySnapshot } from './resource.ts';
import { type BackendPlan, planBackend } from './resources/backend-plan.ts';
import type { NeededResource } from './resources/guard/needed-resource.ts';
import { toResources } from './resources/resource-map.ts';
import { typeUrls } from './type-urls.ts';
import { usedBackends } from './used-backends.ts';

/** Turns configurations into snapshots; objects that it has seen before give the resources of then. */
export interface Translator {
  translate(configuration: EffectiveConfiguration): EnvoySnapshot;
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

const ofType = (resources: readonly EnvoyResource[], typeUrl: string): EnvoyResource[] =>
  resources.filter((resource) => resource.typeUrl === typeUrl);

/** What routes to a backend are made of besides its key. */
function factsOf({ key, httpProblem, hash, notes, http2 }: BackendPlan): string[] {
  if (!httpProblem && hash.length === 0 && notes.length === 0 && !http2) return [];
  return [JSON.stringify([key, httpProblem, hash, notes, http2])];
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
  readonly #backends = new WeakMap<EffectiveBackend, BackendPlan>();
  /** By `namespace/name/port`. */
  #ports = new Map<string, PortTranslator>();
  #known: ReadonlyMap<string, BackendPlan> = new Map();
  #facts = '';
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
    const others = translated.flatMap((port) => port.others).flatMap((needed) => this.#needed(needed));
    const parts = {
      listeners: translated.flatMap((port) => port.listeners),
      routes: translated.flatMap((port) => port.routes),
      clusters: [...backends.map(({ cluster }) => cluster), ...ofType(others, typeUrls.cluster)],
      endpoints: [...backends.map(({ endpoints }) => endpoints), ...ofType(others, typeUrls.endpoints)],
      secrets: [...translated.flatMap((port) => port.secrets), ...backends.flatMap(({ secrets }) => secrets)],
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
    return { version, ...resources, findings: [...findings, ...this.#patcher.findings()] };
  }

  /** For one Gateway only what it uses. */
  #wanted({ gateways, backends }: EffectiveConfiguration): readonly EffectiveBackend[] {
    const { gateway: only } = this.#options;
    if (only === undefined) return backends;
    const gateway = gateways.find(({ namespace, name }) => only === `${namespace}/${name}`);
    const used = gateway && usedBackends(gateway);
    return backends.filter(({ key }) => used?.has(key));
  }

  /** Routes depend on some things of a backend; nearly all have none of those. */
  #note({ backends }: EffectiveConfiguration): void {
    const plans = backends.map((backend) => this.#backend(backend));
    this.#known = new Map(plans.map((plan) => [plan.key, plan]));
    const facts = plans.flatMap(factsOf).join('\n');
    if (facts !== this.#facts) this.#ports = new Map();
    this.#facts = facts;
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

  #needed(needed: NeededResource): readonly EnvoyResource[] {
    return needed.kind === 'cluster' ? [needed.cluster] : (this.#known.get(needed.backend)?.overHttp2() ?? []);
  }

  #backend(backend: EffectiveBackend): BackendPlan {
    const known = this.#backends.get(backend);
    if (known) return known;
    const plan = planBackend(backend, this.#options);
    this.#backends.set(backend, plan);
    return plan;
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
