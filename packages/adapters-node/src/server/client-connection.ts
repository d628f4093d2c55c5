import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from '../exchange/exchange.ts';

/** A request that waits for the one before it on its connection. */
export interface PendingRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly awaitsContinue: boolean;
}

/**
 * What is known about one client connection. Node hands over pipelined requests while the one before is still
 * running, and those behind a refused one too; here they wait their turn, and nothing behind a refusal is served.
 */
export class ClientConnection {
  exchange: Exchange | undefined;
  /** Nothing more is served: a request was refused, or an answer said `Connection: close`. */
  refused = false;
  readonly pending: PendingRequest[] = [];

  refuse(): void {
    this.refused = true;
    this.pending.length = 0;
  }
}

const connections = new WeakMap<Socket, ClientConnection>();

export function connectionOf(socket: Socket): ClientConnection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection = new ClientConnection();
  connections.set(socket, connection);
  return connection;
}

export const knownConnection = (socket: Socket): ClientConnection | undefined => connections.get(socket);
