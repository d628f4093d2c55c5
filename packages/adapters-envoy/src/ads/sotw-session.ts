import { hasWildcard, kindOfTypeUrl } from '../delivery/resource-kind.ts';
import type { SotwRequest } from './discovery-request.ts';
import type { KindState } from './kind-state.ts';
import { Session } from './session.ts';
import type { SessionHost, SessionOptions } from './session-host.ts';

const everything = '*';

/** A client of the state-of-the-world protocol: each request names all that it wants. */
export class SotwSession extends Session {
  constructor(host: SessionHost, options: Omit<SessionOptions, 'style'> = {}) {
    super(host, { ...options, style: 'full' });
  }

  receive(request: SotwRequest): void {
    const kind = kindOfTypeUrl(request.typeUrl);
    if (!kind) return;
    const state = this.state(kind);
    const isFirst = !state.asked;
    // The answer to an older response is worth nothing: the answer to the newest one, with all names, is on its way.
    if (!isFirst && request.nonce !== state.lastNonce) return;
    if (isFirst) this.resume(state, request.version);
    const wasAnswered = state.records.length === 0;
    this.answer(state, request.nonce, request.refusal);
    state.asked = true;
    const isChanged = this.#subscribe(state, request.names, isFirst);
    if (!isFirst && wasAnswered && !isChanged && request.refusal === undefined) this.#repeat(state);
    this.pump();
  }

  /** Says whether the client wants something that it did not want before. */
  #subscribe(state: KindState, names: readonly string[], isFirst: boolean): boolean {
    const wanted = new Set(names);
    const wildcard =
      hasWildcard(state.kind) &&
      (wanted.has(everything) || (names.length === 0 && (isFirst || (state.wildcard && state.names.size === 0))));
    wanted.delete(everything);
    const added = [...wanted].filter((name) => !state.names.has(name));
    const gone = [...state.names].filter((name) => !wanted.has(name));
    const widened = wildcard && !state.wildcard;
    if (state.wildcard && !wildcard) state.endWildcard();
    state.wildcard = wildcard;
    for (const name of gone) {
      state.names.delete(name);
      if (!wildcard) state.forget(name);
    }
    for (const name of added) state.addName(name);
    if (widened) this.askAll(state);
    for (const name of added) state.renew(name);
    return added.length > 0 || gone.length > 0 || widened;
  }

  /** A client that asks again without need for an answer wants to be told again: its clusters are warmed anew. */
  #repeat(state: KindState): void {
    if (!hasWildcard(state.kind)) for (const name of state.names) state.renew(name);
  }
}
