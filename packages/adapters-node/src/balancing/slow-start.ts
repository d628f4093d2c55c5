import type { EndpointState } from './endpoint-state.ts';

/** A new endpoint gets at least this share of what an old one gets, or it would never warm up. */
const leastShare = 0.1;

/** Lets the share of new endpoints grow over a window. */
export class SlowStart {
  readonly #window: number;
  readonly #roll: () => number;

  /** `window` in milliseconds; undefined or 0: none. */
  constructor(window: number | undefined, roll: () => number) {
    this.#window = window ?? 0;
    this.#roll = roll;
  }

  /** Between 0 and 1: what an endpoint may have of a full share. */
  share({ since }: EndpointState, now: number): number {
    const age = now - since;
    return age >= this.#window ? 1 : Math.max(leastShare, age / this.#window);
  }

  /** True where an endpoint whose turn it is takes it. */
  accepts(endpoint: EndpointState, now: number): boolean {
    if (this.#window === 0) return true;
    const share = this.share(endpoint, now);
    return share === 1 || this.#roll() < share;
  }
}
