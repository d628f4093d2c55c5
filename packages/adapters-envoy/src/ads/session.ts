import { encodingOf } from '../delivery/encoded-resource.ts';
import { endpointsName } from '../delivery/endpoints-name.ts';
import {
  emptySnapshot,
  hasWildcard,
  partOf,
  type ResourceKind,
  resourceKinds,
  snapshotChanges,
  typeUrlOf,
} from '../delivery/resource-kind.ts';
import type { EnvoyResource, EnvoySnapshot } from '../resource.ts';
import { missingClusters, stillNeeded, waitsForClusters } from './gates.ts';
import { guiltyNames } from './guilty-names.ts';
import { KindState, type SentRecord } from './kind-state.ts';
import type { Held } from './ledger.ts';
import type { SessionHost, SessionOptions } from './session-host.ts';

/** Responses that may wait for their answers, for each type. */
const mostRecords = 4;

/**
 * One client on one stream: what it asked for, what it was told, what it accepted, and what goes out next. Make before
 * break: a resource goes out when the clusters it names are there, and is taken away when nothing the client holds
 * names it. Knows nothing of gRPC.
 */
export class Session {
  readonly #host: SessionHost;
  readonly #style: 'delta' | 'full';
  readonly #patience: number;
  readonly #removalDelay: number;
  readonly #states: Readonly<Record<ResourceKind, KindState>>;
  /** Since when a name could be taken away, by kind and name. */
  readonly #leaving = new Map<string, number>();
  #target: EnvoySnapshot = emptySnapshot;
  /** True where the client came with clusters, and may have routes to them until it has answered for its routes. */
  #cameWithMore = false;
  #nonce = 0;
  #wake: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(host: SessionHost, { style, patience = 20_000, removalDelay = 5_000 }: SessionOptions) {
    this.#host = host;
    this.#style = style;
    this.#patience = patience;
    this.#removalDelay = removalDelay;
    this.#states = {
      secrets: new KindState('secrets'),
      clusters: new KindState('clusters'),
      endpoints: new KindState('endpoints'),
      listeners: new KindState('listeners'),
      scopes: new KindState('scopes'),
      routes: new KindState('routes'),
    };
  }

  /** True where the client has accepted, or refused, all that it should have; what it should not may still be there. */
  get isSettled(): boolean {
    return resourceKinds.every((kind) => {
      const { records, dirty } = this.#states[kind];
      return records.length === 0 && ![...dirty].some((name) => partOf(this.#target, kind).has(name));
    });
  }

  get target(): EnvoySnapshot {
    return this.#target;
  }

  state(kind: ResourceKind): KindState {
    return this.#states[kind];
  }

  update(target: EnvoySnapshot): void {
    const changes = snapshotChanges(this.#target, target);
    this.#target = target;
    for (const kind of resourceKinds) {
      const state = this.#states[kind];
      for (const name of changes[kind]) if (state.wants(name)) state.dirty.add(name);
    }
    this.pump();
  }

  close(): void {
    this.#wake?.cancel();
    this.#wake = undefined;
  }

  /** All that the client may be told of a type for the first time. */
  askAll(state: KindState): void {
    for (const name of partOf(this.#target, state.kind).keys()) state.dirty.add(name);
    for (const name of state.told.names()) state.dirty.add(name);
    state.owesAnswer = true;
  }

  /**
   * A client of the state-of-the-world protocol that comes back names the version of the clusters that it has, and would
   * lose those that are not in the first answer, whatever its routes still need.
   */
  resume(state: KindState, version: string): void {
    if (state.kind !== 'clusters') return;
    for (const resource of this.#host.toldClusters.find(version) ?? []) {
      this.comesWith(state, resource.name, resource);
    }
  }

  /** A client that comes back has a resource, and may have others that name it. */
  comesWith(state: KindState, name: string, held: Held): void {
    state.told.set(name, held);
    state.held.set(name, held);
    this.#cameWithMore = true;
  }

  #stillNeeded(state: KindState, gone: ReadonlySet<string>): ReadonlySet<string> {
    if (this.#cameWithMore && state.kind === 'clusters') {
      const { listeners, routes } = this.#states;
      // A client without listeners does not ask for routes.
      const isOpen = [listeners, routes].some(({ dirty, records }) => dirty.size + records.length > 0);
      if (!listeners.asked || isOpen) return gone;
      this.#cameWithMore = false;
    }
    return stillNeeded(state.kind, gone, this.#states, this.#target);
  }

  answer(state: KindState, nonce: string, refusal: string | undefined): void {
    const settled = [...state.settle(nonce)];
    const record = settled.pop();
    if (!record) return;
    // Responses are taken in their order: those before this one were taken without a word.
    for (const earlier of settled) this.#accept(state, earlier);
    if (refusal === undefined) this.#accept(state, record);
    else this.#refuse(state, record, refusal);
    const [probe] = state.probes;
    if (probe !== undefined && record.told.has(probe)) state.probes.shift();
  }

  #accept(state: KindState, record: SentRecord): void {
    for (const [name, resource] of record.told) {
      state.accept(name, resource);
      state.refused.delete(name);
    }
    this.#host.accepted(state.kind, [...record.told.keys()]);
  }

  #refuse(state: KindState, { told }: SentRecord, message: string): void {
    const guilty = guiltyNames(state, told, message, this.#style);
    if (guilty.length === 0) {
      for (const name of told.keys()) state.revert(name);
      state.probes.push(...told.keys());
      return;
    }
    for (const [name, resource] of told) if (!guilty.includes(name)) state.accept(name, resource);
    for (const name of guilty) {
      const resource = told.get(name) ?? known(state.told.get(name));
      state.refuse(name, resource?.version ?? '');
      if (resource) this.#host.refused(state.kind, { resource, accepted: known(state.held.get(name)), message });
    }
  }

  /** Sends what can be sent by now. */
  pump(): void {
    for (const kind of resourceKinds) this.#advance(this.#states[kind]);
  }

  #advance(state: KindState): void {
    if (!state.asked || this.#isBusy(state)) return;
    this.#skipIdleProbes(state);
    const told = this.#due(state);
    if (told.size === 0 && !state.owesAnswer) {
      state.rest(partOf(this.#target, state.kind));
      return;
    }
    this.#send(state, told);
    if (state.kind === 'clusters') this.#renewEndpoints(told);
  }

  /** A client that never answers gets no more than a few responses. */
  #isBusy({ records }: KindState): boolean {
    const last = records.at(-1);
    if (last === undefined) return false;
    const wait = last.sentAt + this.#patience - this.#host.now();
    if (wait > 0) this.#wakeIn(wait);
    return wait > 0 || records.length >= mostRecords;
  }

  /** A probe that has become pointless must not keep the others waiting. */
  #skipIdleProbes(state: KindState): void {
    for (let [probe] = state.probes; probe !== undefined; [probe] = state.probes) {
      const resource = partOf(this.#target, state.kind).get(probe);
      if (state.dirty.has(probe) && state.refused.get(probe) !== (resource?.version ?? '')) return;
      state.probes.shift();
    }
  }

  /** What of a type has to be told and may be told now. */
  #due(state: KindState): Map<string, EnvoyResource | undefined> {
    const due = new Map<string, EnvoyResource | undefined>();
    if (state.dirty.size === 0) return due;
    const target = partOf(this.#target, state.kind);
    const missing = missingClusters(this.#states.clusters, this.#target, this.#host.now() - this.#patience);
    const gone = new Set([...state.dirty].filter((name) => !target.has(name) && state.told.get(name) !== undefined));
    const needed = this.#stillNeeded(state, gone);
    for (const name of [...state.dirty]) {
      const resource = target.get(name);
      const step = resource ? this.#upsertStep(state, resource, missing) : this.#removalStep(state, name, needed);
      if (step === 'wait') continue;
      if (step === 'send') due.set(name, resource);
      state.dirty.delete(name);
      this.#leaving.delete(`${state.kind} ${name}`);
    }
    return due;
  }

  #upsertStep(state: KindState, resource: EnvoyResource, missing: ReadonlySet<string>): 'send' | 'wait' | 'drop' {
    const { name, version } = resource;
    if (!state.wants(name) || state.told.get(name)?.version === version) return 'drop';
    if (state.refused.get(name) === version) return 'drop';
    if (!state.mayMove(name, version) || waitsForClusters(state.kind, resource, missing)) return 'wait';
    const encoding = encodingOf(resource);
    if (encoding.kind === 'encoded') return 'send';
    state.refused.set(name, version);
    this.#host.refused(state.kind, { resource, accepted: undefined, message: encoding.error.message });
    return 'drop';
  }

  #removalStep(state: KindState, name: string, needed: ReadonlySet<string>): 'send' | 'wait' | 'drop' {
    const told = state.told.get(name);
    if (told === undefined) {
      // A name that was asked for and does not exist is answered, so that the client need not wait.
      if (!state.names.has(name) || state.told.has(name)) return 'drop';
      return this.#style === 'delta' || hasWildcard(state.kind) ? 'send' : 'drop';
    }
    if (!state.wants(name) || state.refused.get(name) === '') return 'drop';
    if (!state.mayMove(name, '') || needed.has(name)) return 'wait';
    if (state.kind === 'listeners' || state.kind === 'scopes') return 'send';
    const key = `${state.kind} ${name}`;
    const since = this.#leaving.get(key) ?? this.#host.now();
    this.#leaving.set(key, since);
    const wait = since + this.#removalDelay - this.#host.now();
    if (wait <= 0) return 'send';
    this.#wakeIn(wait);
    return 'wait';
  }

  #send(state: KindState, told: ReadonlyMap<string, EnvoyResource | undefined>): void {
    for (const [name, resource] of told) state.told.set(name, resource);
    this.#nonce += 1;
    const nonce = String(this.#nonce);
    const removed = [...told].filter(([, resource]) => !resource).map(([name]) => name);
    state.records.push({ nonce, sentAt: this.#host.now(), told });
    state.lastNonce = nonce;
    state.owesAnswer = false;
    const changed = [...told.values()].filter((resource) => resource !== undefined);
    const isFull = this.#style === 'full' && hasWildcard(state.kind);
    const resources = isFull ? allTold(state) : changed;
    const isHistory = isFull && state.kind === 'clusters';
    const version = isHistory ? this.#host.toldClusters.versionOf(resources) : this.#target.version;
    this.#host.send({ typeUrl: typeUrlOf[state.kind], version, nonce, resources, removed });
  }

  /** A cluster that was changed is warmed anew and waits for its endpoints, which the client does not ask for again. */
  #renewEndpoints(clusters: ReadonlyMap<string, EnvoyResource | undefined>): void {
    const { endpoints } = this.#states;
    for (const cluster of clusters.values()) {
      const name = cluster && endpointsName(cluster);
      if (name !== undefined && endpoints.wants(name)) endpoints.renew(name);
    }
  }

  #wakeIn(milliseconds: number): void {
    const at = this.#host.now() + milliseconds;
    if (this.#wake && this.#wake.at <= at) return;
    this.#wake?.cancel();
    const cancel = this.#host.later(milliseconds, () => {
      this.#wake = undefined;
      this.pump();
    });
    this.#wake = { at, cancel };
  }
}

const known = (held: Held | undefined): EnvoyResource | undefined => (held?.body === undefined ? undefined : held);

const allTold = (state: KindState): EnvoyResource[] =>
  [...state.told.held()].map(([, held]) => known(held)).filter((resource) => resource !== undefined);
