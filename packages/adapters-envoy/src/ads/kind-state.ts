import type { ResourceKind } from '../delivery/resource-kind.ts';
import type { EnvoyResource, EnvoyResources } from '../resource.ts';
import { Ledger } from './ledger.ts';

/** A response that waits for its ACK or NACK; undefined stands for a removal. */
export interface SentRecord {
  readonly nonce: string;
  readonly sentAt: number;
  readonly told: ReadonlyMap<string, EnvoyResource | undefined>;
}

/** One resource type on one stream. */
export class KindState {
  readonly kind: ResourceKind;
  /** True once the client has asked for this type. */
  asked = false;
  wildcard = false;
  /** What was asked for by name. */
  readonly names = new Set<string>();
  /** What the client was told last, whether it has answered or not; undefined: that there is no such resource. */
  readonly told: Ledger;
  /** What the client has accepted. */
  readonly held: Ledger;
  /** Versions that the client has refused by name; an empty version is a removal. Not sent again. */
  readonly refused = new Map<string, string>();
  /** Names to be looked at: something may have to be sent. */
  readonly dirty = new Set<string>();
  /** After a response of several resources was refused each is sent alone, to find the one that is meant. */
  readonly probes: string[] = [];
  /** Answers that are awaited, oldest first. */
  readonly records: SentRecord[] = [];
  /** A client that starts waits for a first answer, even where it holds nothing. */
  owesAnswer = false;
  lastNonce = '';

  constructor(kind: ResourceKind) {
    this.kind = kind;
    this.told = new Ledger((name) => this.wants(name));
    this.held = new Ledger((name) => this.wants(name));
  }

  wants(name: string): boolean {
    return this.wildcard || this.names.has(name);
  }

  /** The client wants a name from now on; what others have of it says nothing of this client. */
  addName(name: string): void {
    const isTold = this.told.has(name);
    const isHeld = this.held.has(name);
    this.names.add(name);
    if (!isTold) this.told.delete(name);
    if (!isHeld) this.held.delete(name);
  }

  /** The client does not want everything any more. */
  endWildcard(): void {
    const told = [...this.told.names()];
    this.wildcard = false;
    for (const name of told) if (!this.names.has(name)) this.forget(name);
  }

  /** The client will be told again, whatever it was told before. */
  renew(name: string): void {
    this.told.delete(name);
    this.dirty.add(name);
  }

  forget(name: string): void {
    this.told.delete(name);
    this.held.delete(name);
    this.refused.delete(name);
    this.dirty.delete(name);
  }

  /** Whether a resource may be the next one, as far as refusals go. */
  mayMove(name: string, version: string): boolean {
    if (this.refused.get(name) === version) return false;
    const [probe] = this.probes;
    return probe === undefined || probe === name;
  }

  /** The client has it; one that has unsubscribed meanwhile has not. */
  accept(name: string, resource: EnvoyResource | undefined): void {
    if (resource && this.wants(name)) this.held.set(name, resource);
    else this.held.delete(name);
  }

  /** The client does not take a version; it has what it had before. */
  refuse(name: string, version: string): void {
    this.refused.set(name, version);
    if (this.held.get(name)?.version === version) this.held.delete(name);
    this.revert(name);
  }

  /** The client has what it had before. */
  revert(name: string): void {
    const held = this.held.get(name);
    if (held) this.told.set(name, held);
    else this.told.delete(name);
    this.dirty.add(name);
  }

  /** Where the client has just what the snapshot has, it is remembered as that. */
  rest(part: EnvoyResources): void {
    if (this.dirty.size + this.refused.size + this.records.length > 0) return;
    if (!this.told.isShared(part)) this.told.share(part);
    if (!this.held.isShared(part)) this.held.share(part);
  }

  /** Takes out the record of a nonce and those before it; empty where the nonce is none that is awaited. */
  settle(nonce: string): readonly SentRecord[] {
    const index = this.records.findIndex((record) => record.nonce === nonce);
    return this.records.splice(0, index + 1);
  }
}
