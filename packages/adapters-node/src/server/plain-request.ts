import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { fieldValue, sameName, trimOws } from '../headers/field-name.ts';
import { listsOption } from '../headers/hop-by-hop.ts';
import { knownConnection } from './client-connection.ts';

/** The only upgrade that is passed on: h2c by Upgrade is how requests are smuggled past HTTP/1.1 rules. */
export function wantsWebsocket(request: IncomingMessage): boolean {
  const upgrade = fieldValue(request.rawHeaders, 'upgrade');
  return (
    request.method === 'GET' && request.httpVersion === '1.1' && upgrade !== undefined && sameName(upgrade, 'websocket')
  );
}

/**
 * RFC 9110 7.8: a server may ignore an Upgrade, and in HTTP/1.0 must. Java's client, for one, asks for h2c with every
 * first request. Node has already given up parsing, so the request goes back to the front of the socket without its
 * Upgrade and the server reads the connection anew.
 */
export function asPlainRequest(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const connection = knownConnection(socket);
  // With an answer outstanding, the new reader could answer out of turn.
  if (connection !== undefined && (connection.refused || connection.exchange !== undefined)) {
    socket.destroy();
    return;
  }
  process.nextTick(() => {
    if (socket.destroyed) return;
    if (head.length > 0) socket.unshift(head);
    socket.unshift(Buffer.from(headText(request), 'latin1'));
    server.emit('connection', socket);
  });
}

function headText(request: IncomingMessage): string {
  let text = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`;
  const raw = request.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    if (sameName(name, 'upgrade') || sameName(name, 'http2-settings')) continue;
    text += `${name}: ${sameName(name, 'connection') ? withoutUpgrade(value) : value}\r\n`;
  }
  return `${text}\r\n`;
}

function withoutUpgrade(connection: string): string {
  if (!listsOption(connection, 'upgrade')) return connection;
  const kept = connection
    .split(',')
    .map(trimOws)
    .filter((option) => !sameName(option, 'upgrade') && !sameName(option, 'http2-settings'));
  return kept.join(', ');
}
