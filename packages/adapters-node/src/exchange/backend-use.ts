import type { Place } from '../balancing/backend-load.ts';
import type { BackendState } from '../balancing/backend-state.ts';
import { EndpointState } from '../balancing/endpoint-state.ts';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';

/** What one exchange takes of a backend's bounds, and what the backend's state learns from it. */
export class BackendUse {
  readonly #state: BackendState;
  #place: Place | undefined;
  #retryPlace: Place | undefined;
  #endpoint: EndpointState | undefined;

  constructor(state: BackendState) {
    this.#state = state;
  }

  /** Calls `go` when there is room for a try; false where there is not even room to wait. */
  enter(go: () => void): boolean {
    this.#place = this.#state.load.enter(go);
    return this.#place !== undefined;
  }

  /** True where another try is within the bounds; it stays counted until `done`. */
  mayRetry(): boolean {
    this.#retryPlace ??= this.#state.load.enterRetry();
    return this.#retryPlace !== undefined;
  }

  took(address: UpstreamAddress): void {
    if (!(address instanceof EndpointState)) return;
    this.#endpoint = address;
    address.active++;
  }

  /** How the try went: a status, 503 for no answer, 504 for none in time. */
  record(status: number): void {
    if (this.#endpoint !== undefined) this.#state.record(this.#endpoint, status);
  }

  /** The try is over. */
  end(): void {
    if (this.#endpoint !== undefined) this.#endpoint.active--;
    this.#endpoint = undefined;
    this.#place?.leave();
    this.#place = undefined;
  }

  /** No further try follows. */
  done(): void {
    this.end();
    this.#retryPlace?.leave();
    this.#retryPlace = undefined;
  }
}
