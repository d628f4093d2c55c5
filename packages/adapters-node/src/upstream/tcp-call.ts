import type { UpstreamConnection } from './connection.ts';
import type { UpstreamCall, UpstreamHandler } from './upstream-client.ts';

/** One exchange on a connection. Once the connection serves another call, this one does nothing any more. */
export class TcpCall implements UpstreamCall {
  readonly handler: UpstreamHandler;
  requestDone = false;
  responseDone = false;
  readonly #connection: UpstreamConnection;
  readonly #chunked: boolean;

  constructor(connection: UpstreamConnection, handler: UpstreamHandler, chunked: boolean) {
    this.#connection = connection;
    this.handler = handler;
    this.#chunked = chunked;
  }

  write(chunk: Buffer): boolean {
    const connection = this.#connection;
    if (this.requestDone || chunk.length === 0 || !connection.serves(this)) return true;
    if (!this.#chunked) return connection.send(chunk);
    connection.cork();
    connection.send(`${chunk.length.toString(16)}\r\n`);
    connection.send(chunk);
    return connection.send('\r\n');
  }

  end(trailers?: readonly string[]): void {
    const connection = this.#connection;
    if (this.requestDone || !connection.serves(this)) return;
    this.requestDone = true;
    if (this.#chunked) connection.send(`0\r\n${trailerLines(trailers)}\r\n`);
    if (this.responseDone) connection.settle();
  }

  pause(): void {
    if (this.#connection.serves(this)) this.#connection.setFlowing(false);
  }

  resume(): void {
    if (this.#connection.serves(this)) this.#connection.setFlowing(true);
  }

  abort(): void {
    if (this.#connection.serves(this)) this.#connection.drop();
  }
}

function trailerLines(trailers: readonly string[] | undefined): string {
  if (trailers === undefined) return '';
  let lines = '';
  for (let index = 0; index + 1 < trailers.length; index += 2)
    lines += `${trailers[index]}: ${trailers[index + 1]}\r\n`;
  return lines;
}
