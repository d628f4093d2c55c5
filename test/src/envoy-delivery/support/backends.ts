import { createServer, type Server } from 'node:http';

/** Backends that answer with their own names. */
export class NamedBackends {
  readonly ports = new Map<string, number>();
  readonly #servers: Server[] = [];

  static async start(names: readonly string[]): Promise<NamedBackends> {
    const backends = new NamedBackends();
    await Promise.all(names.map((name) => backends.#start(name)));
    return backends;
  }

  async #start(name: string): Promise<void> {
    const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      request.resume().on('end', () => response.end(name));
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    this.ports.set(name, typeof address === 'object' && address !== null ? address.port : 0);
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}
