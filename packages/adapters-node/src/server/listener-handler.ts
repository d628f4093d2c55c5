import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Exchange } from '../exchange/exchange.ts';
import type { ExchangeHost, ExchangeInput } from '../exchange/exchange-host.ts';
import type { Tunnel } from '../exchange/tunnel.ts';
import type { Runtime } from '../generation/runtime.ts';
import { admit, type Rejection } from '../request/admission.ts';
import { type ClientConnection, connectionOf, type PendingRequest } from './client-connection.ts';
import { refuseRequest } from './refusal.ts';

/** Serves the requests of one port of one Gateway, one at a time per client connection. */
export class ListenerHandler implements ExchangeHost {
  readonly runtime: Runtime;
  readonly gateway: string;
  readonly port: number;
  readonly tunnels = new Set<Tunnel>();
  draining = false;

  constructor(runtime: Runtime, gateway: string, port: number) {
    this.runtime = runtime;
    this.gateway = gateway;
    this.port = port;
  }

  /** `awaitsContinue`: the request came by `checkContinue`, so that Node has not sent 100 by itself. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
    const connection = connectionOf(request.socket);
    if (connection.refused) return;
    const pending: PendingRequest = { request, response, awaitsContinue };
    if (connection.exchange === undefined && connection.pending.length === 0) this.#serve(connection, pending);
    else if (connection.pending.length < this.runtime.settings.limits.pipelined) connection.pending.push(pending);
    // What is already waiting is served; the rest is not, and the connection closes.
    else connection.refused = true;
  }

  /** A request with Upgrade, for which Node has given the socket away. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = connectionOf(socket);
    socket.on('error', ignore);
    // Nobody pipelines an upgrade behind a request that runs, except to make two sides disagree about who reads what.
    if (connection.refused || connection.exchange !== undefined) {
      socket.destroy();
      return;
    }
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    // Node has taken its own listeners away with the parser.
    socket.on('drain', () => response.emit('drain'));
    this.#serve(connection, { request, response, awaitsContinue: false }, head);
  }

  /** CONNECT asks for a tunnel that no rule can grant. Answers whether the refusal may be written right now. */
  connect(socket: Socket): boolean {
    const connection = connectionOf(socket);
    const free = connection.exchange === undefined && !connection.refused;
    connection.refuse();
    return free;
  }

  /** The client's bytes are no request, or came too slowly. Answers whether an exchange takes care of the answer. */
  clientError(socket: Socket, statusCode: number): boolean {
    const connection = connectionOf(socket);
    const { exchange, refused } = connection;
    // What is wrong came behind complete requests: those get their real answers.
    connection.refused = true;
    // Behind a refusal anything may come; the connection has its answer and is closing.
    if (exchange === undefined) return refused;
    if (!exchange.input.request.complete) exchange.failRequest(statusCode);
    return true;
  }

  #serve(connection: ClientConnection, pending: PendingRequest, upgradeHead?: Buffer): void {
    const { request, response } = pending;
    try {
      const admitted = admit(request, this.runtime.settings.admission);
      if (admitted.kind === 'rejected') this.#refuse(connection, response, admitted);
      else if (upgradeHead !== undefined && !admitted.websocket) this.#refuse(connection, response, refusedUpgrade);
      else this.#start(connection, { ...pending, admitted, upgradeHead });
    } catch (error) {
      this.#onInternalError(connection, response, error);
    }
  }

  #start(connection: ClientConnection, input: ExchangeInput): void {
    const exchange = new Exchange(this, input, (done) => this.#onDone(connection, done));
    connection.exchange = exchange;
    exchange.start();
  }

  #refuse(connection: ClientConnection, response: ServerResponse, rejection: Rejection): void {
    connection.refuse();
    const { statusCode, reason } = rejection;
    this.runtime.emit({ kind: 'rejected', gateway: this.gateway, port: this.port, statusCode, reason });
    refuseRequest(response, statusCode, this.runtime.settings.limits.lingerTime);
  }

  #onDone(connection: ClientConnection, exchange: Exchange): void {
    connection.exchange = undefined;
    const { socket } = exchange.input.request;
    // A client that is gone has taken what it sent ahead with it.
    if (exchange.writer.close || socket.destroyed) connection.refuse();
    const next = connection.pending.shift();
    if (next !== undefined) this.#serve(connection, next);
    else if (connection.refused) socket.destroySoon();
  }

  /** One request must not take the others with it, whatever is wrong. */
  #onInternalError(connection: ClientConnection, response: ServerResponse, error: unknown): void {
    connection.refuse();
    const message = error instanceof Error ? error.message : String(error);
    this.runtime.emit({ kind: 'internal-error', gateway: this.gateway, port: this.port, message });
    if (response.headersSent) response.destroy();
    else refuseRequest(response, 500, this.runtime.settings.limits.lingerTime);
  }
}

const refusedUpgrade: Rejection = { kind: 'rejected', statusCode: 400, reason: 'upgrade' };

const ignore = (): void => {};
