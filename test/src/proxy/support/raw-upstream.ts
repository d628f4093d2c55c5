import { createServer, type Socket } from 'node:net';

/** A request as the upstream got it. */
export interface SeenRequest {
  readonly head: string;
  body: string;
  complete: boolean;
}

export type RawReply = (socket: Socket, request: SeenRequest, count: number) => void;

export const okReply: RawReply = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
};

/** Takes the body of a request out of `bytes`; undefined while it is not all there. */
function takeBody(head: string, bytes: string): { body: string; rest: string } | undefined {
  if (/^transfer-encoding: chunked\r$/im.test(head)) {
    const end = /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(bytes);
    if (end === null) return undefined;
    const length = end.index + end[0].length;
    return { body: bytes.slice(0, length), rest: bytes.slice(length) };
  }
  const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0);
  return bytes.length < length ? undefined : { body: bytes.slice(0, length), rest: bytes.slice(length) };
}

/** An upstream that keeps what it gets byte for byte and answers by a script. */
export class RawUpstream {
  readonly requests: SeenRequest[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  /** All that came, on all connections. */
  received = '';
  /** Answers when the request is complete. */
  reply: RawReply = okReply;
  /** Answers when the head is there. */
  earlyReply: RawReply | undefined;
  port = 0;
  readonly #server = createServer((socket) => this.#accept(socket));

  static start(reply?: RawReply): Promise<RawUpstream> {
    const upstream = new RawUpstream();
    if (reply !== undefined) upstream.reply = reply;
    return new Promise((resolve) => {
      upstream.#server.listen(0, '127.0.0.1', () => {
        const address = upstream.#server.address();
        upstream.port = typeof address === 'object' && address !== null ? address.port : 0;
        resolve(upstream);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.connections++;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    let bytes = '';
    let current: SeenRequest | undefined;
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      this.received += text;
      bytes += text;
      for (;;) {
        if (current === undefined) {
          const end = bytes.indexOf('\r\n\r\n');
          if (end === -1) return;
          current = { head: bytes.slice(0, end + 4), body: '', complete: false };
          bytes = bytes.slice(end + 4);
          this.requests.push(current);
          this.earlyReply?.(socket, current, this.requests.length);
        }
        const taken = takeBody(current.head, bytes);
        if (taken === undefined) return;
        current.body = taken.body;
        current.complete = true;
        bytes = taken.rest;
        const done = current;
        current = undefined;
        if (this.earlyReply === undefined) this.reply(socket, done, this.requests.length);
      }
    });
  }
}
