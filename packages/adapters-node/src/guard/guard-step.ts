import type { LocalReply } from '../filters/exchange-draft.ts';
import type { BackendTarget } from '../generation/backend-target.ts';

/** A field that a step sets upstream, in place of any that the client sent; undefined takes that away. */
export interface FieldChange {
  /** Lower case. */
  readonly name: string;
  readonly value: string | undefined;
}

/** A request that waits to be let in, and what the steps have found out about it so far. */
export interface GuardedRequest {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly method: string;
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  /** With query; before any rewrite. */
  readonly path: string;
  /** As they would go upstream, before the rule's filters. */
  readonly fields: readonly string[];
  /** Undefined where it is unknown or no address. */
  readonly clientAddress: string | undefined;
  /** A backend of the configuration that decides about the request. */
  readonly backend: (key: string) => BackendTarget | undefined;
  /** Up to so many bytes from the body's start; the body still goes upstream in full. Waits for them. */
  readonly bodyStart: (bytes: number) => Promise<Buffer>;
  /** Tells that something could not be carried out as asked; names no credential. */
  readonly report: (detail: string) => void;
  /** Claims of the token that was checked. */
  claims: Readonly<Record<string, unknown>> | undefined;
  readonly changes: FieldChange[];
}

/** The answer of a step that does not let a request through. */
export interface Refusal {
  readonly reply: LocalReply;
  /** Why the rule could not be honoured, for an event: names no credential. Absent where the client is to blame. */
  readonly detail?: string;
}

/** One condition on the way in; undefined lets the request through. A promise only where there is something to wait for. */
export type GuardStep = (request: GuardedRequest) => Refusal | undefined | Promise<Refusal | undefined>;
