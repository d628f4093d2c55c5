import type { EnvoyResource } from '@routeward/adapters-envoy';
import type { DiscoveryMessage, ResourceKind } from '@routeward/adapters-envoy/delivery';
import { resourceKinds, typeUrlOf } from '@routeward/adapters-envoy/delivery';

export interface ModelRequest {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly refusal: string | undefined;
  readonly names: readonly string[];
  /** Of the last response that was taken. */
  readonly version: string;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  readonly initialVersions: ReadonlyMap<string, string>;
}

/** Kinds that an Envoy names one by one, after the kind that tells it the names. */
const named: readonly { readonly kind: ResourceKind; readonly by: ResourceKind }[] = [
  { kind: 'endpoints', by: 'clusters' },
  { kind: 'routes', by: 'listeners' },
];

const kindOf = (typeUrl: string): ResourceKind => {
  const kind = resourceKinds.find((candidate) => typeUrlOf[candidate] === typeUrl);
  if (!kind) throw new Error(`no such type: ${typeUrl}`);
  return kind;
};

/**
 * Behaves as an Envoy does on one aggregated stream: takes each cluster and each listener for itself, route
 * configurations and endpoints all or none, and answers for clusters when all of them have endpoints.
 */
export class ModelEnvoy {
  readonly protocol: 'sotw' | 'delta';
  readonly held: Record<ResourceKind, Map<string, EnvoyResource>>;
  readonly #refuses: (resource: EnvoyResource) => boolean;
  readonly #send: (request: ModelRequest) => void;
  #asked: Record<ResourceKind, { names: ReadonlySet<string>; nonce: string } | undefined>;
  /** Clusters that wait for endpoints, with the answer that waits for them. */
  readonly #warming = new Set<string>();
  #heldBack: { nonce: string; refusal: string | undefined } | undefined;
  readonly #versions = new Map<ResourceKind, string>();
  /** Clusters that take traffic: warm ones, and those that were warm before they were changed. */
  readonly active = new Set<string>();

  constructor(
    protocol: 'sotw' | 'delta',
    refuses: (resource: EnvoyResource) => boolean,
    send: (request: ModelRequest) => void,
  ) {
    this.protocol = protocol;
    this.#refuses = refuses;
    this.#send = send;
    this.held = {
      secrets: new Map(),
      clusters: new Map(),
      endpoints: new Map(),
      listeners: new Map(),
      scopes: new Map(),
      routes: new Map(),
    };
    this.#asked = nothingAsked();
  }

  /** A new stream: what was held stays, what was asked for is asked for again. */
  connect(): void {
    this.#asked = nothingAsked();
    this.#heldBack = undefined;
    this.#ask('clusters', [], '', undefined);
    this.#ask('listeners', [], '', undefined);
    for (const { kind, by } of named) this.#follow(kind, by);
  }

  receive(message: DiscoveryMessage): void {
    const kind = kindOf(message.typeUrl);
    const refused = message.resources.filter(this.#refuses);
    const refusal = refused.length > 0 ? `refused: ${refused.map(({ name }) => name).join(', ')}: bad` : undefined;
    const isWhole = kind === 'routes' || kind === 'endpoints';
    const taken = isWhole && refusal !== undefined ? [] : message.resources.filter((item) => !refused.includes(item));
    if (this.protocol === 'sotw' && !isWhole) this.#removeOthers(kind, message.resources);
    if (!isWhole) for (const name of message.removed) this.#drop(kind, name);
    for (const resource of taken) this.#take(kind, resource);
    if (refusal === undefined) this.#versions.set(kind, message.version);
    // The text of a refused route configuration does not name it.
    const text = refusal !== undefined && isWhole ? 'refused: bad' : refusal;
    if (kind === 'clusters' && this.#warming.size > 0) {
      this.#heldBack = { nonce: message.nonce, refusal: text };
      this.#follow('endpoints', 'clusters');
      return;
    }
    this.#answer(kind, message.nonce, text);
    for (const { kind: next, by } of named) if (by === kind) this.#follow(next, by);
  }

  #take(kind: ResourceKind, resource: EnvoyResource): void {
    const known = this.held[kind].get(resource.name);
    this.held[kind].set(resource.name, resource);
    if (kind === 'clusters' && known?.version !== resource.version) this.#warming.add(resource.name);
    if (kind === 'endpoints') this.#warm(resource.name);
  }

  #drop(kind: ResourceKind, name: string): void {
    this.held[kind].delete(name);
    if (kind !== 'clusters') return;
    this.active.delete(name);
    this.#warming.delete(name);
  }

  #warm(name: string): void {
    if (this.#warming.delete(name)) this.active.add(name);
    if (this.#warming.size > 0 || !this.#heldBack) return;
    const { nonce, refusal } = this.#heldBack;
    this.#heldBack = undefined;
    this.#answer('clusters', nonce, refusal);
  }

  #removeOthers(kind: ResourceKind, resources: readonly EnvoyResource[]): void {
    const names = new Set(resources.map(({ name }) => name));
    for (const name of [...this.held[kind].keys()]) {
      if (!names.has(name)) this.#drop(kind, name);
    }
  }

  #answer(kind: ResourceKind, nonce: string, refusal: string | undefined): void {
    this.#ask(kind, [...(this.#asked[kind]?.names ?? [])], nonce, refusal);
  }

  /** Asks for what belongs to what is held; forgets the rest. */
  #follow(kind: ResourceKind, by: ResourceKind): void {
    const wanted = new Set(this.held[by].keys());
    const asked = this.#asked[kind];
    const isChanged = wanted.size !== (asked?.names.size ?? 0) || [...wanted].some((name) => !asked?.names.has(name));
    // Endpoints are asked for again for each cluster that is warmed, in state of the world.
    const again = this.protocol === 'sotw' && kind === 'endpoints' && this.#warming.size > 0;
    if (isChanged || again) this.#ask(kind, [...wanted], asked?.nonce ?? '', undefined);
    for (const name of [...this.held[kind].keys()]) if (!wanted.has(name)) this.held[kind].delete(name);
  }

  #ask(kind: ResourceKind, names: readonly string[], nonce: string, refusal: string | undefined): void {
    const before = this.#asked[kind];
    this.#asked[kind] = { names: new Set(names), nonce };
    const known = before?.names ?? new Set();
    const held = [...this.held[kind]].map(([name, { version }]): [string, string] => [name, version]);
    this.#send({
      typeUrl: typeUrlOf[kind],
      nonce: this.protocol === 'delta' && refusal === undefined && !isAnswer(before?.nonce, nonce) ? '' : nonce,
      refusal,
      names,
      version: this.#versions.get(kind) ?? '',
      subscribe: names.filter((name) => !known.has(name)),
      unsubscribe: [...known].filter((name): name is string => typeof name === 'string' && !names.includes(name)),
      initialVersions: new Map(before === undefined ? held : []),
    });
  }
}

/** In delta only the answer to a response carries a nonce. */
const isAnswer = (before: string | undefined, nonce: string): boolean => nonce !== '' && nonce !== before;

const nothingAsked = (): Record<ResourceKind, undefined> => ({
  secrets: undefined,
  clusters: undefined,
  endpoints: undefined,
  listeners: undefined,
  scopes: undefined,
  routes: undefined,
});
