import { connect, type Socket } from 'node:net';
import type { ConnectionLimits, ConnectionOwner } from './connection-owner.ts';
import { requestHead } from './request-head.ts';
import type { ParsedHead } from './response-head.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';
import { TcpCall } from './tcp-call.ts';
import type { UpstreamAddress, UpstreamFailure, UpstreamHandler, UpstreamRequest } from './upstream-client.ts';

/** One TCP connection to a backend; serves one call at a time and is handed out again only when nothing is left over. */
export class UpstreamConnection implements ResponseSink {
  readonly address: UpstreamAddress;
  /** On the owner's clock; set while idle. */
  idleSince = 0;
  /** Milliseconds that the server says it keeps idle connections; 0 where unknown. */
  keepAliveHint = 0;
  /** That it has served or serves. */
  requests = 0;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #parser: ResponseParser;
  #call: TcpCall | undefined;
  #connecting = true;
  #served = false;
  #keepAlive = false;
  #parsing = false;
  #corked = false;
  #gone = false;
  readonly #connectTimer: NodeJS.Timeout;

  constructor(address: UpstreamAddress, limits: ConnectionLimits, owner: ConnectionOwner) {
    this.address = address;
    this.#owner = owner;
    this.#parser = new ResponseParser(this, limits);
    const socket = connect({ host: address.address, port: address.port, noDelay: true });
    this.#socket = socket;
    this.#connectTimer = setTimeout(() => this.#fail('connect', 'timed out'), limits.connect);
    socket.on('connect', () => this.#onConnect(limits.idle));
    socket.on('data', (bytes) => this.#onData(bytes));
    socket.on('drain', () => this.#call?.handler.onDrain());
    socket.on('end', () => this.#onEnd());
    socket.on('timeout', () => this.#fail('idle', 'no byte for too long'));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#onLost(error.code ?? 'error'));
    socket.on('close', () => this.#onLost('closed'));
  }

  /** Sends a request; the body follows through the call. */
  start(request: UpstreamRequest, handler: UpstreamHandler): TcpCall {
    const call = new TcpCall(this, handler, request.bodyLength === 'chunked');
    this.#call = call;
    this.requests++;
    this.#parser.begin(request.method, request.upgrade !== undefined);
    // Head and first piece of body leave in one write where both are there in the same turn.
    if (request.bodyLength !== 'none' && request.bodyLength !== 0) this.cork();
    this.#socket.write(requestHead(request), 'latin1');
    return call;
  }

  get reusable(): boolean {
    return !this.#gone && !this.#socket.destroyed && this.#socket.writable && !this.#socket.readableEnded;
  }

  /** The members that a call uses while the connection serves it begin here. */
  serves(call: TcpCall): boolean {
    return this.#call === call;
  }

  send(data: Buffer | string): boolean {
    return typeof data === 'string' ? this.#socket.write(data, 'latin1') : this.#socket.write(data);
  }

  /** Collects what is written in this turn into one write. */
  cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#socket.cork();
    process.nextTick(uncork, this);
  }

  uncork(): void {
    this.#corked = false;
    this.#socket.uncork();
  }

  setFlowing(flowing: boolean): void {
    if (flowing) this.#socket.resume();
    else this.#socket.pause();
  }

  drop(): void {
    this.#call = undefined;
    this.destroy();
  }

  destroy(): void {
    this.#parser.stop();
    this.#socket.destroy();
    this.#markGone();
  }

  /**
   * Frees the connection where the exchange is over on both sides. Never from inside the parser: bytes behind the
   * answer must be seen first, or they would be read as the answer to the next request (response queue poisoning).
   */
  settle(): void {
    const call = this.#call;
    if (this.#parsing || call === undefined || !call.requestDone || !call.responseDone) return;
    this.#call = undefined;
    this.#served = true;
    if (!this.#keepAlive || !this.reusable) {
      this.destroy();
      return;
    }
    // A paused socket in the pool would hang whoever gets it next.
    this.#socket.resume();
    this.#owner.onFree(this);
  }

  onInterim(head: ParsedHead): void {
    this.#call?.handler.onInterim(head);
  }

  onHead(head: ParsedHead): void {
    this.#keepAlive = head.keepAlive;
    this.keepAliveHint = head.keepAliveHint;
    this.#call?.handler.onHead(head);
  }

  onBody(chunk: Buffer, last: boolean): void {
    this.#call?.handler.onData(chunk, last);
  }

  onComplete(trailers: readonly string[]): void {
    const call = this.#call;
    if (call === undefined) return;
    call.responseDone = true;
    call.handler.onEnd(trailers);
  }

  onSwitch(head: ParsedHead, rest: Buffer): void {
    const call = this.#call;
    this.#call = undefined;
    const socket = this.#socket;
    socket.removeAllListeners();
    socket.setTimeout(0);
    socket.pause();
    this.#markGone();
    if (call === undefined) socket.destroy();
    else call.handler.onUpgrade(head, socket, rest);
  }

  onViolation(detail: string): void {
    this.#fail('protocol', detail);
  }

  #onConnect(idle: number): void {
    this.#connecting = false;
    clearTimeout(this.#connectTimer);
    if (idle > 0) this.#socket.setTimeout(idle);
  }

  #onData(bytes: Buffer): void {
    this.#parsing = true;
    this.#parser.execute(bytes);
    this.#parsing = false;
    this.settle();
  }

  #onEnd(): void {
    if (this.#parser.finish()) this.destroy();
    else this.#onLost('closed');
  }

  #onLost(detail: string): void {
    if (this.#connecting) this.#fail('connect', detail);
    else this.#fail(this.#parser.untouched ? 'unanswered' : 'truncated', detail);
  }

  #fail(kind: UpstreamFailure['kind'], detail: string): void {
    const call = this.#call;
    this.drop();
    // An answer that is complete stays so, whatever happens to the connection afterwards.
    if (call !== undefined && !call.responseDone) call.handler.onFailure({ kind, detail, reused: this.#served });
  }

  #markGone(): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#connectTimer);
    this.#owner.onGone(this);
  }
}

const uncork = (connection: UpstreamConnection): void => connection.uncork();
