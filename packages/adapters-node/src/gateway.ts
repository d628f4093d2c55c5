import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { EffectiveConfiguration } from '@routeward/core';
import { Runtime } from './generation/runtime.ts';
import type { ProxyOptions } from './options.ts';
import { attach } from './server/attach.ts';
import { ListenerHandler } from './server/listener-handler.ts';

export interface GatewayOptions extends ProxyOptions {
  readonly configuration: EffectiveConfiguration;
  /** `namespace/name`. */
  readonly gateway: string;
  /** The listener's port, whatever port the server is bound to. */
  readonly port: number;
}

/**
 * One port of one Gateway as a plain request handler, for `http.createServer`, Express, Fastify, Hono and others. The
 * body must not have been read before. On a server of one's own, `attach` adds what a handler alone can't see.
 */
export interface Gateway {
  (request: IncomingMessage, response: ServerResponse): void;
  /** Swaps the configuration at once; requests that run finish on the old one. */
  update(configuration: EffectiveConfiguration): void;
  /** For the server's `upgrade` event: WebSocket. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Binds every event of a server that has no other listeners yet, and sets the limits that Node leaves open. */
  attach(server: Server): void;
  /** Ends idle connections to backends and open WebSockets; requests that run finish. */
  close(): void;
}

/** Serves one port of one Gateway. Never throws for a request; a configuration without the port answers 404. */
export function createGateway(options: GatewayOptions): Gateway {
  const runtime = new Runtime(options.configuration, options);
  const handler = new ListenerHandler(runtime, options.gateway, options.port);
  const handle = (request: IncomingMessage, response: ServerResponse): void => handler.handle(request, response, false);
  return Object.assign(handle, {
    update: (configuration: EffectiveConfiguration) => runtime.update(configuration),
    upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => handler.upgrade(request, socket, head),
    attach: (server: Server) => attach(server, handler),
    close: () => {
      handler.draining = true;
      runtime.close();
      for (const tunnel of handler.tunnels) tunnel.destroy();
    },
  });
}
