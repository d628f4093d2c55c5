import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Headers that the demo's backends repeat, so that one sees what the proxy added. */
export const echoedPrefix = 'x-demo-';

export interface Echo {
  /** `namespace/name` of the Service that the backend stands for. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
  /** Names and values that begin with `x-demo-`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What a backend answers, in one line. */
export function echoText({ service, method, path, headers }: Echo): string {
  return [`${service} got ${method} ${path}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join(', ');
}

function echoOf(service: string, request: IncomingMessage): Echo {
  const headers = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(echoedPrefix))
    .map(([name, value]) => [name, String(value)] as const);
  return { service, method: request.method ?? 'GET', path: request.url ?? '/', headers };
}

/** A backend on loopback. */
export interface EchoBackend {
  readonly service: string;
  readonly port: number;
  close(): Promise<void>;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Starts a backend that tells what it got, on a port that the system chooses. */
export async function startEcho(service: string): Promise<EchoBackend> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${echoText(echoOf(service, request))}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { service, port, close: () => closed(server) };
}
