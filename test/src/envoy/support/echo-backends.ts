import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What reached a backend. */
export interface Seen {
  /** `namespace/name:port`. */
  readonly backend: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Names the request that a copy belongs to; `x-answer` and `x-delay` (milliseconds) say how to answer. */
export const caseHeader = 'x-case';

/** What every backend answers with, besides what it saw: names that filters change. */
export const backendFields: readonly (readonly [name: string, value: string])[] = [
  ['x-backend', 'yes'],
  ['x-gone', 'from the backend'],
  ['x-set', 'from the backend'],
  ['x-more', 'from the backend'],
  ['access-control-allow-origin', 'https://backend.example'],
  ['access-control-expose-headers', 'x-backend'],
];

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}

/** Backends on loopback, one server for each key, shared by all that run at the same time. */
export class EchoBackends {
  readonly #servers = new Map<string, Server>();
  readonly #ports = new Map<string, Promise<number>>();
  readonly #seen = new Map<string, Seen[]>();

  /** `key` is `namespace/name:port`. */
  port(key: string): Promise<number> {
    const known = this.#ports.get(key);
    if (known !== undefined) return known;
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
      this.#answer(key, request, response),
    );
    this.#servers.set(key, server);
    const port = new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    this.#ports.set(key, port);
    return port;
  }

  /** What reached any backend for a request so far. */
  peek(id: string): readonly Seen[] {
    return this.#seen.get(id) ?? [];
  }

  /** All that reached any backend for a request, mirrors included; forgets it. */
  take(id: string): readonly Seen[] {
    const seen = this.#seen.get(id) ?? [];
    this.#seen.delete(id);
    return seen;
  }

  close(): void {
    for (const server of this.#servers.values()) {
      server.close();
      server.closeAllConnections();
    }
  }

  #answer(backend: string, request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url: path = '', rawHeaders } = request;
    const fields = pairs(rawHeaders);
    const host = request.headers.host ?? '';
    const id = request.headers[caseHeader];
    if (typeof id === 'string') {
      const seen = this.#seen.get(id) ?? [];
      seen.push({ backend, method, path, host, fields });
      this.#seen.set(id, seen);
    }
    request.resume();
    for (const [name, value] of backendFields) response.appendHeader(name, value);
    response.setHeader('x-answered-by', backend);
    response.statusCode = Number(request.headers['x-answer'] ?? 200);
    const delay = Number(request.headers['x-delay'] ?? 0);
    if (delay > 0) setTimeout(() => response.end('ok'), delay);
    else response.end('ok');
  }
}
