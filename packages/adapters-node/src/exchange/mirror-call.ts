import type { Socket } from 'node:net';
import type {
  UpstreamAddress,
  UpstreamCall,
  UpstreamClient,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
  UpstreamResponseHead,
} from '../upstream/upstream-client.ts';
import type { BodyCopy } from './request-body.ts';

export interface MirrorLimits {
  readonly mirrorBytes: number;
  readonly mirrorTime: number;
}

/** A copy of a request: fire and forget. A mirror that is slow is given up; nobody waits for it. */
export class MirrorCall implements UpstreamHandler, BodyCopy {
  #call: UpstreamCall | undefined;
  #behind = 0;
  #blocked = false;
  readonly #limits: MirrorLimits;
  readonly #onFailed: (detail: string) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: MirrorLimits, onFailed: (detail: string) => void) {
    this.#limits = limits;
    this.#onFailed = onFailed;
  }

  start(client: UpstreamClient, address: UpstreamAddress, request: UpstreamRequest): void {
    this.#call = client.request(address, request, this);
    this.#timer = setTimeout(() => this.#giveUp('took too long'), this.#limits.mirrorTime);
    this.#timer.unref();
    if (request.bodyLength === 'none' || request.bodyLength === 0) this.end();
  }

  write(chunk: Buffer): void {
    const call = this.#call;
    if (call === undefined) return;
    if (this.#blocked) this.#behind += chunk.length;
    if (this.#behind > this.#limits.mirrorBytes) {
      this.#giveUp('too slow for the body');
      return;
    }
    if (!call.write(chunk)) this.#blocked = true;
  }

  end(): void {
    this.#call?.end();
  }

  /** The client went away before its body was complete: so does the copy. */
  abort(): void {
    this.#call?.abort();
    this.#stop();
  }

  onDrain(): void {
    this.#blocked = false;
    this.#behind = 0;
  }

  onInterim(_head: UpstreamResponseHead): void {}
  onHead(_head: UpstreamResponseHead): void {}
  onData(_chunk: Buffer, _last: boolean): void {}

  onEnd(): void {
    this.#stop();
  }

  onFailure(failure: UpstreamFailure): void {
    this.#stop();
    this.#onFailed(failure.detail);
  }

  onUpgrade(_head: UpstreamResponseHead, socket: Socket): void {
    this.#stop();
    socket.destroy();
  }

  #giveUp(detail: string): void {
    this.#call?.abort();
    this.#stop();
    this.#onFailed(detail);
  }

  #stop(): void {
    this.#call = undefined;
    clearTimeout(this.#timer);
  }
}
