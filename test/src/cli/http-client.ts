import { type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own; redirects are not followed. */
export const ask = (url: string, { method = 'GET', headers = {}, body: sent = '' }: Ask = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false, timeout: 60_000 }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          body += chunk;
        })
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
        .on('error', reject);
    });
    call
      .on('timeout', () => call.destroy(new Error('no answer in time')))
      .on('error', reject)
      .end(sent);
  });
