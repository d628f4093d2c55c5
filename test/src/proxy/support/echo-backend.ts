import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An HTTP backend that answers what it saw, as JSON. */
export class EchoBackend {
  port = 0;
  requests = 0;
  connections = 0;
  readonly server: Server;

  private constructor(
    name: string,
    respond: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined,
  ) {
    this.server = createServer((request, response) => {
      this.requests++;
      if (respond?.(request, response) === true) return;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, rawHeaders, headers, rawTrailers } = request;
        const body = Buffer.concat(chunks).toString('latin1');
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ name, method, url, rawHeaders, headers, body, trailers: rawTrailers }));
      });
    });
    this.server.on('connection', () => {
      this.connections++;
    });
  }

  /** `respond` may answer by itself and then returns true. */
  static start(
    name = 'echo',
    respond?: (request: IncomingMessage, response: ServerResponse) => boolean,
  ): Promise<EchoBackend> {
    const backend = new EchoBackend(name, respond);
    return new Promise((resolve) => {
      backend.server.listen(0, '127.0.0.1', () => {
        const address = backend.server.address();
        backend.port = typeof address === 'object' && address !== null ? address.port : 0;
        resolve(backend);
      });
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
