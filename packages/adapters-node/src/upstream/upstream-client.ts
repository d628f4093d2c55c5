import type { Socket } from 'node:net';

/** Where a request goes: an address (or name) and a port. */
export interface UpstreamAddress {
  readonly address: string;
  readonly port: number;
  /** Connections that are kept apart from others to the same address; absent: the client's own. */
  readonly pool?: ConnectionPool;
}

/** How connections to one backend are made. */
export interface ConnectionPool {
  readonly name: string;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number | undefined;
  /** Open ones, over all addresses of the pool. */
  readonly connections: number | undefined;
  readonly requestsPerConnection: number | undefined;
  /** Milliseconds that an unused one is kept; 0: until the server closes it. */
  readonly keepAlive: number | undefined;
}

/** How much body a request brings: `none` sends no framing field, a number is Content-Length. */
export type BodyLength = number | 'none' | 'chunked';

/** A request as it goes out. Header fields are name and value in turn, without Host, framing and hop-by-hop fields. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly authority: string;
  readonly headers: readonly string[];
  readonly bodyLength: BodyLength;
  /** Asks for this protocol by Upgrade; any 101 that was not asked for is a protocol error. */
  readonly upgrade: 'websocket' | undefined;
}

export interface UpstreamResponseHead {
  readonly status: number;
  readonly reason: string;
  /** All fields as received: name and value in turn. */
  readonly headers: readonly string[];
  /** No body follows: HEAD, 204, 304 and Content-Length 0. */
  readonly bodyless: boolean;
}

/**
 * Why a call failed.
 * - `connect`: no connection; the request was not sent.
 * - `unanswered`: the connection ended before the first byte of an answer.
 * - `truncated`: it ended inside the answer.
 * - `protocol`: the answer breaks HTTP; `detail` says how.
 * - `idle`: nothing moved for longer than the idle limit.
 * - `overload`: the endpoint already has as many connections as allowed; the request was not sent.
 */
export interface UpstreamFailure {
  readonly kind: 'connect' | 'unanswered' | 'truncated' | 'protocol' | 'idle' | 'overload';
  readonly detail: string;
  /** The connection had served before: an end without an answer may be the server's idle timeout. */
  readonly reused: boolean;
}

/** Listens to one call. Exactly one of onEnd, onFailure and onUpgrade ends it; nothing comes after `abort`. */
export interface UpstreamHandler {
  onInterim(head: UpstreamResponseHead): void;
  onHead(head: UpstreamResponseHead): void;
  /** The chunk is the handler's to keep; `last` where no more follow and no trailers came. */
  onData(chunk: Buffer, last: boolean): void;
  onEnd(trailers: readonly string[]): void;
  onFailure(failure: UpstreamFailure): void;
  /** The socket is the handler's from now on, paused; `rest` are bytes that came behind the head. */
  onUpgrade(head: UpstreamResponseHead, socket: Socket, rest: Buffer): void;
  /** The request body may go on after `write` returned false. */
  onDrain(): void;
}

export interface UpstreamCall {
  /** False: wait for onDrain. */
  write(chunk: Buffer): boolean;
  /** Ends the request; trailers only with a chunked body. */
  end(trailers?: readonly string[]): void;
  /** Stops and restarts the answer's body. */
  pause(): void;
  resume(): void;
  /** Gives up; the connection is closed unless the exchange is already over. */
  abort(): void;
}

/** What speaks to backends. The one here is plain TCP; another can be plugged in. */
export interface UpstreamClient {
  request(address: UpstreamAddress, request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** Keeps connections to these addresses only; the others close as soon as they are idle. */
  retain(addresses: readonly UpstreamAddress[]): void;
  /** Closes idle connections now, and those in use when they are done. */
  close(): void;
}
