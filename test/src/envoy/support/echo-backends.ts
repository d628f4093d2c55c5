import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';

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

/** What requests and responses of both versions have in common. */
interface EchoRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  resume(): unknown;
}

interface EchoResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text: string): unknown;
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}

/** Backends on loopback, one server for each key, shared by all that run at the same time. */
export class EchoBackends {
  readonly #servers = new Set<Server | Http2Server>();
  readonly #ports = new Map<string, Promise<number>>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #seen = new Map<string, Seen[]>();

  /** `key` is `namespace/name:port`. `http2`: without TLS, by prior knowledge. */
  port(key: string, version: 'http1' | 'http2' = 'http1'): Promise<number> {
    const place = `${version} ${key}`;
    const known = this.#ports.get(place);
    if (known !== undefined) return known;
    const server =
      version === 'http1'
        ? createServer({ keepAliveTimeout: 60_000 }, (request, response) => this.#answer(key, request, response))
        : createHttp2Server((request, response) => this.#answer(key, request, response));
    if (version === 'http2') server.on('session', (session: ServerHttp2Session) => this.#sessions.add(session));
    this.#servers.add(server);
    const port = new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    this.#ports.set(place, port);
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
    for (const server of this.#servers) {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
    }
    for (const session of this.#sessions) session.destroy();
  }

  #answer(backend: string, request: EchoRequest, response: EchoResponse): void {
    const { method = '', url: path = '', rawHeaders, headers } = request;
    const fields = pairs(rawHeaders).filter(([name]) => !name.startsWith(':'));
    const host = headers[':authority'] ?? headers.host ?? '';
    const id = headers[caseHeader];
    if (typeof id === 'string') {
      const seen = this.#seen.get(id) ?? [];
      seen.push({ backend, method, path, host: String(host), fields });
      this.#seen.set(id, seen);
    }
    request.resume();
    for (const [name, value] of backendFields) response.setHeader(name, value);
    response.setHeader('x-answered-by', backend);
    response.statusCode = Number(headers['x-answer'] ?? 200);
    const delay = Number(headers['x-delay'] ?? 0);
    if (delay > 0) setTimeout(() => response.end('ok'), delay);
    else response.end('ok');
  }
}
