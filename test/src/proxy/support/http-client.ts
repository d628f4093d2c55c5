import { type Agent, type IncomingMessage, request } from 'node:http';
import { within } from './within.ts';

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly rawTrailers: readonly string[];
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly agent?: Agent;
}

/** One request to a local port; Host is example.com unless the headers say otherwise. */
export function ask(port: number, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = [], body, agent } = options;
  const names = headers.filter((_name, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const sent = names.includes('host') ? [...headers] : ['Host', 'example.com', ...headers];
  if (body !== undefined && !names.includes('transfer-encoding'))
    sent.push('Content-Length', String(Buffer.byteLength(body)));
  const answer = new Promise<Answer>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: sent, agent: agent ?? false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          rawHeaders: response.rawHeaders,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('latin1'),
          rawTrailers: response.rawTrailers,
        });
      });
    });
    outgoing.end(body);
  });
  return within(answer, `${method} ${path}`);
}

/** What the echo backend saw. */
export interface Echo {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly trailers: readonly string[];
}

export const echoOf = (answer: Answer): Echo => JSON.parse(answer.body);
