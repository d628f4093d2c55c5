import type { IncomingMessage, Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Limits } from '../options.ts';
import type { ListenerHandler } from './listener-handler.ts';
import { asPlainRequest, wantsWebsocket } from './plain-request.ts';
import { clientErrorStatus, rawAnswer } from './refusal.ts';

/** Settings of Node's server under which this proxy's checks hold. */
export function serverOptions(limits: Limits): ServerOptions {
  const shortest = Math.min(limits.headerTime, limits.requestTime || limits.headerTime);
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.keepAliveTime,
    connectionsCheckingInterval: Math.max(100, Math.min(1000, shortest / 4)),
    // Node's own answer for a missing Host would come without a look at what else is wrong.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    // Known from Node 24 on: other upgrades are then parsed as plain requests, as RFC 9110 7.8 has it.
    ...{ shouldUpgradeCallback: (request: IncomingMessage) => wantsWebsocket(request) },
  };
}

/** Binds a server to a handler: every event by which bytes of a client can reach us. */
export function attach(server: Server, handler: ListenerHandler): void {
  const { limits } = handler.runtime.settings;
  // Beyond Node's limit of fields the rest is dropped in silence, Host and deny headers included; we count ourselves.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  server.timeout = limits.idleTime;
  server.on('request', (request, response) => handler.handle(request, response, false));
  server.on('checkContinue', (request, response) => handler.handle(request, response, true));
  // Any other expectation: refused by the checks, with everything else that is checked.
  server.on('checkExpectation', (request, response) => handler.handle(request, response, false));
  server.on('upgrade', (request, socket, head) => onUpgrade(server, handler, request, socket, head));
  server.on('connect', (_request, socket) => onConnect(handler, socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => onClientError(handler, error, socket));
}

/** The server always gives sockets of TCP; the type says Duplex for those who inject others. */
const isSocket = (socket: Duplex): socket is Socket => 'destroySoon' in socket;

function onUpgrade(
  server: Server,
  handler: ListenerHandler,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  if (!isSocket(socket)) socket.destroy();
  else if (wantsWebsocket(request)) handler.upgrade(request, socket, head);
  else asPlainRequest(server, request, socket, head);
}

function onConnect(handler: ListenerHandler, socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  // Behind a request that still runs, the refusal would be read as that one's answer.
  if (isSocket(socket) && handler.connect(socket)) socket.end(rawAnswer(405));
  else socket.destroy();
}

function onClientError(handler: ListenerHandler, error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!isSocket(socket)) {
    socket.destroy();
    return;
  }
  const { gateway, port, runtime } = handler;
  runtime.emit({ kind: 'client-error', gateway, port, code: error.code ?? 'unknown' });
  const statusCode = clientErrorStatus(error.code);
  // The real answer of a request that is still running must not be replaced by an error about what came behind it.
  if (handler.clientError(socket, statusCode)) return;
  if (socket.writable && error.code !== 'ECONNRESET' && socket.bytesWritten >= 0) socket.end(rawAnswer(statusCode));
  else socket.destroy();
}
