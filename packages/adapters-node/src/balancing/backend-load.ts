import type { ConnectionLimits, RetryBudget } from '@routeward/core';

/** Requests that may wait where the limits do not say; as Envoy's default. */
const defaultPending = 1024;

/** A place in a backend's load; whoever has one gives it back once. */
export interface Place {
  leave(): void;
}

/** How much goes on at one backend, over all rules that use it, and how much may. */
export class BackendLoad {
  readonly #limits: ConnectionLimits;
  readonly #budget: RetryBudget | undefined;
  /** Requests that have a connection or get one. Over HTTP/1.1 each has one of its own. */
  #running = 0;
  readonly #waiting = new Set<() => void>();
  #retries = 0;

  constructor(limits: ConnectionLimits | undefined, budget: RetryBudget | undefined) {
    this.#limits = limits ?? {};
    this.#budget = budget;
  }

  /** Calls `go` once there is a place: at once, or when another leaves. Undefined where there is no room to wait. */
  enter(go: () => void): Place | undefined {
    const { connections, pendingRequests = defaultPending, requests } = this.#limits;
    if (requests !== undefined && this.#running + this.#waiting.size >= requests) return undefined;
    if (connections === undefined || this.#running < connections) {
      const place = this.#run();
      go();
      return place;
    }
    return this.#waiting.size >= pendingRequests ? undefined : this.#wait(go);
  }

  /** A place among the retries; undefined where there are enough. */
  enterRetry(): Place | undefined {
    const { retries } = this.#limits;
    if (retries !== undefined && this.#retries >= retries) return undefined;
    if (this.#budget !== undefined) {
      const share = Math.floor(((this.#running + this.#waiting.size) * this.#budget.percent) / 100);
      if (this.#retries >= Math.max(this.#budget.minimum, share)) return undefined;
    }
    this.#retries++;
    return once(() => {
      this.#retries--;
    });
  }

  #run(): Place {
    this.#running++;
    return once(() => this.#left());
  }

  #left(): void {
    this.#running--;
    // Later: the connection that has just become free is put back first.
    if (this.#waiting.size > 0) process.nextTick(() => this.#callNext());
  }

  #callNext(): void {
    const { connections = Number.POSITIVE_INFINITY } = this.#limits;
    const next = this.#waiting.values().next().value;
    if (next !== undefined && this.#running < connections) next();
  }

  #wait(go: () => void): Place {
    let place: Place | undefined;
    const start = (): void => {
      this.#waiting.delete(start);
      place = this.#run();
      go();
    };
    this.#waiting.add(start);
    return once(() => {
      if (place === undefined) this.#waiting.delete(start);
      else place.leave();
    });
  }
}

function once(leave: () => void): Place {
  let left = false;
  return {
    leave: () => {
      if (left) return;
      left = true;
      leave();
    },
  };
}
