import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Runtime } from '../generation/runtime.ts';
import { attach, serverOptions } from './attach.ts';
import { ListenerHandler } from './listener-handler.ts';

/** How often a closing server looks for connections that have become idle, in milliseconds. */
const drainInterval = 100;

/** One bound server for one port of one Gateway. */
export class PortServer {
  readonly handler: ListenerHandler;
  readonly wanted: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #bound = 0;

  constructor(runtime: Runtime, gateway: string, port: number, wanted: number) {
    this.handler = new ListenerHandler(runtime, gateway, port);
    this.wanted = wanted;
    this.#server = createServer(serverOptions(runtime.settings.limits));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    attach(this.#server, this.handler);
  }

  get bound(): number {
    return this.#bound;
  }

  /** Binds; answers the port, or the error's code where that failed. */
  listen(port: number, host: string): Promise<number | string> {
    const server = this.#server;
    return new Promise((resolve) => {
      const onError = (error: NodeJS.ErrnoException): void => resolve(error.code ?? 'unknown');
      server.once('error', onError);
      server.listen({ port, host }, () => {
        server.off('error', onError);
        this.#bound = addressOf(server).port;
        resolve(this.#bound);
      });
    });
  }

  /** Accepts no more, lets requests that run finish, and ends what is left after the grace (milliseconds). */
  close(grace: number): Promise<void> {
    const server = this.#server;
    this.handler.draining = true;
    return new Promise((resolve) => {
      const sweep = setInterval(() => this.#closeIdle(), drainInterval);
      const end = setTimeout(() => this.#destroyAll(), grace);
      server.close(() => {
        clearInterval(sweep);
        clearTimeout(end);
        resolve();
      });
      this.#closeIdle();
    });
  }

  /** Node counts a connection that has never sent a byte as busy; a browser's spare one would hold the end up. */
  #closeIdle(): void {
    this.#server.closeIdleConnections();
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  #destroyAll(): void {
    for (const tunnel of this.handler.tunnels) tunnel.destroy();
    // Node's closeAllConnections forgets those whose upgrade has no answer yet.
    for (const socket of this.#sockets) socket.destroy();
  }
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a TCP address');
  return address;
}
