import { connect, type Socket } from 'node:net';
import { until, within } from './within.ts';

/** A client that writes bytes and looks at bytes, one character each. */
export class RawClient {
  text = '';
  closed = false;
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.text += chunk.toString('latin1');
    });
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => {});
  }

  static open(port: number): Promise<RawClient> {
    const connected = new Promise<RawClient>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(client));
      socket.once('error', reject);
      const client = new RawClient(socket);
    });
    return within(connected, 'connecting');
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  waitFor(part: string): Promise<void> {
    return until(
      () => this.text.includes(part),
      `${JSON.stringify(part)} in ${JSON.stringify(this.text.slice(0, 500))}`,
    );
  }

  waitForClose(): Promise<void> {
    return until(
      () => this.closed,
      () => `the end of the connection after ${JSON.stringify(this.text.slice(0, 500))}`,
    );
  }

  /** Statuses of the final answers so far. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.[01] (\d{3})/g)]
      .map((match) => Number(match[1]))
      .filter((code) => code >= 200);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Sends bytes on a connection of its own and waits for the first answer, or for the end. */
export async function send(port: number, bytes: string): Promise<RawClient> {
  const client = await RawClient.open(port);
  client.write(bytes);
  await until(() => client.closed || /HTTP\/1\.[01] (?:101|[2-5]\d\d)[\s\S]*?\r\n\r\n/.test(client.text), 'an answer');
  return client;
}
