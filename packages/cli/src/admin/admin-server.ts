import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One answer of the admin server. */
export interface AdminAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export type AdminPage = (query: URLSearchParams) => AdminAnswer | Promise<AdminAnswer>;

export const textAnswer = (status: number, body: string): AdminAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});

export const jsonAnswer = (status: number, value: unknown): AdminAnswer => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(value, null, 2)}\n`,
});

/** A page in a browser could reach loopback under a name of its own; such a name is not answered. */
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

async function answer(pages: ReadonlyMap<string, AdminPage>, request: IncomingMessage): Promise<AdminAnswer> {
  if (!loopbackHost.test(request.headers.host ?? '')) return textAnswer(403, 'only for loopback\n');
  if (request.method !== 'GET' && request.method !== 'HEAD') return textAnswer(405, 'only GET\n');
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  const page = pages.get(path);
  if (!page) return textAnswer(404, `${[...pages.keys()].join('\n')}\n`);
  return page(new URLSearchParams(query));
}

function write(response: ServerResponse, { status, type, body }: AdminAnswer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

/** Starts the admin server on loopback, whatever address the listeners have. */
export async function startAdmin(port: number, pages: ReadonlyMap<string, AdminPage>): Promise<Server> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    answer(pages, request).then(
      (result) => write(response, result),
      (error: unknown) => write(response, textAnswer(500, `${String(error)}\n`)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
