import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a backend saw it. */
export interface Received {
  /** `namespace/name` of the Service. */
  readonly backend: string;
  readonly caseId: string | undefined;
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
}

function headersOf(request: IncomingMessage): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase();
    const earlier = headers.get(name);
    const value = request.rawHeaders[at + 1] ?? '';
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}

/** A backend for each Service, told by request headers (`x-answer-…`) how to behave. */
export class CaseBackends {
  readonly received: Received[] = [];
  readonly #servers = new Map<string, Server>();

  /** The port on which the Service's backend listens; the same one for the same Service. */
  async port(service: string): Promise<number> {
    const known = this.#servers.get(service);
    const server = known ?? createServer((request, response) => this.#answer(service, request, response));
    if (!known) {
      this.#servers.set(service, server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return (server.address() as AddressInfo).port;
  }

  of(caseId: string): Received[] {
    return this.received.filter((entry) => entry.caseId === caseId);
  }

  close(): void {
    for (const server of this.#servers.values()) {
      server.close();
      server.closeAllConnections();
    }
  }

  #answer(backend: string, request: IncomingMessage, response: ServerResponse): void {
    const headers = headersOf(request);
    const caseId = headers.get('x-case-id');
    this.received.push({ backend, caseId, path: request.url ?? '', headers });
    const tries = this.received.filter((entry) => entry.caseId === caseId && entry.backend === backend).length;
    const failing = tries <= Number(headers.get('x-answer-failures') ?? 0);
    for (const pair of (headers.get('x-answer-headers') ?? '').split(';').filter(Boolean)) {
      const mark = pair.indexOf('=');
      response.setHeader(pair.slice(0, mark), pair.slice(mark + 1));
    }
    response.statusCode = failing ? Number(headers.get('x-answer-status') ?? 503) : 200;
    setTimeout(() => response.end(backend), Number(headers.get('x-answer-delay') ?? 0));
  }
}
