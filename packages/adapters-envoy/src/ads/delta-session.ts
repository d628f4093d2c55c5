import { hasWildcard, kindOfTypeUrl, partOf } from '../delivery/resource-kind.ts';
import type { EnvoyResource } from '../resource.ts';
import type { DeltaRequest } from './discovery-request.ts';
import type { KindState } from './kind-state.ts';
import { Session } from './session.ts';
import type { SessionHost, SessionOptions } from './session-host.ts';

const everything = '*';

/** A client of the delta protocol: it says what changes in its subscription, and is told what changes. */
export class DeltaSession extends Session {
  constructor(host: SessionHost, options: Omit<SessionOptions, 'style'> = {}) {
    super(host, { ...options, style: 'delta' });
  }

  receive(request: DeltaRequest): void {
    const kind = kindOfTypeUrl(request.typeUrl);
    if (!kind) return;
    const state = this.state(kind);
    this.answer(state, request.nonce, request.refusal);
    const isFirst = !state.asked;
    if (isFirst) this.#begin(state, request);
    for (const name of request.subscribe) this.#subscribe(state, name);
    for (const name of request.unsubscribe) this.#unsubscribe(state, name);
    // What a client has and does not ask for is its own affair.
    if (isFirst) for (const name of [...state.told.names()]) if (!state.wants(name)) state.forget(name);
    this.pump();
  }

  #begin(state: KindState, { initialVersions, subscribe }: DeltaRequest): void {
    state.asked = true;
    for (const [name, version] of initialVersions) {
      const wanted: EnvoyResource | undefined = partOf(this.target, state.kind).get(name);
      this.comesWith(state, name, wanted?.version === version ? wanted : { version, body: undefined });
    }
    // A first request without names asks for everything.
    if (subscribe.length === 0 && hasWildcard(state.kind)) this.#subscribe(state, everything);
  }

  #subscribe(state: KindState, name: string): void {
    if (name === everything) {
      if (!hasWildcard(state.kind)) return;
      state.wildcard = true;
      this.askAll(state);
      return;
    }
    const isNew = !state.names.has(name);
    state.addName(name);
    // Asking again means being told again; what a client that reconnects has need not be sent. Endpoints are: a cluster
    // that is being warmed waits for them, whatever the client has.
    const isHeld =
      state.told.get(name)?.version === partOf(this.target, state.kind).get(name)?.version && state.told.has(name);
    if (!isNew || !isHeld || state.kind === 'endpoints') state.renew(name);
  }

  #unsubscribe(state: KindState, name: string): void {
    if (name === everything) {
      state.endWildcard();
      return;
    }
    state.names.delete(name);
    if (state.wildcard) state.renew(name);
    else state.forget(name);
  }
}
