import type { DiscoveryMessage } from '../delivery/encoded-resource.ts';
import type { ResourceKind } from '../delivery/resource-kind.ts';
import type { ToldHistory } from '../delivery/told-history.ts';
import type { EnvoyResource } from '../resource.ts';

export interface Refusal {
  readonly resource: EnvoyResource;
  /** What the client has of it and keeps, where that is known. */
  readonly accepted: EnvoyResource | undefined;
  readonly message: string;
}

/** What a session needs of the world. Time in milliseconds. */
export interface SessionHost {
  now(): number;
  /** Calls back once, later; what it gives cancels that. */
  later(milliseconds: number, call: () => void): () => void;
  send(message: DiscoveryMessage): void;
  /** Which clusters were told in full, by the version that the answer bore. */
  readonly toldClusters: ToldHistory;
  accepted(kind: ResourceKind, names: readonly string[]): void;
  refused(kind: ResourceKind, refusal: Refusal): void;
}

export interface SessionOptions {
  /** `full`: a response of listeners or clusters holds all of them, as state of the world wants it. */
  readonly style: 'delta' | 'full';
  /**
   * Milliseconds after which an answer is not waited for any more: Envoy answers for clusters when they are warm, and
   * gives up on one that never gets warm after 15 s. 20,000 unless set.
   */
  readonly patience?: number;
  /** Milliseconds that what nobody refers to any more is kept: requests on their way may still need it. 5,000 unless set. */
  readonly removalDelay?: number;
}
