import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly version: string | undefined;
}

/** Sends requests to one port of loopback over connections that stay open. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  ask(host: string, path: string, method = 'GET'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, path, method, headers: { host }, agent: this.#agent };
      const sent = request(options, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => {
          const version = response.headers['x-version'];
          resolve({
            status: response.statusCode ?? 0,
            body,
            version: typeof version === 'string' ? version : undefined,
          });
        });
      });
      sent.on('error', reject).end(method === 'POST' ? 'body' : undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is right; what the last answer was is the error. */
export async function until(ask: () => Promise<Answer>, isRight: (answer: Answer) => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    const answer = await ask().catch((error: unknown) => ({ status: 0, body: String(error), version: undefined }));
    if (isRight(answer)) return;
    if (performance.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await pause(10);
  }
}

/** Requests in a row, as POST: nobody repeats one that fails. Keeps what failed. */
export class Load {
  readonly failures: string[] = [];
  count = 0;
  #isOn = true;
  readonly #work: Promise<void>[];

  /** `isFine` judges each answer. */
  constructor(client: Client, host: string, path: string, isFine: (answer: Answer) => boolean, lanes = 4) {
    this.#work = Array.from({ length: lanes }, () => this.#lane(client, host, path, isFine));
  }

  async #lane(client: Client, host: string, path: string, isFine: (answer: Answer) => boolean): Promise<void> {
    while (this.#isOn) {
      this.count += 1;
      try {
        const answer = await client.ask(host, path, 'POST');
        if (!isFine(answer)) this.failures.push(JSON.stringify(answer));
      } catch (error) {
        this.failures.push(String(error));
      }
      // Some quiet, so that what is tested is the order and not the machine.
      await pause(2);
    }
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#work);
  }
}
