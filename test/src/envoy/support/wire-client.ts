import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire; `fields` are names and values in turn, one character for each byte. */
export interface WireAnswer {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** In this order, Host included. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

interface Waiting {
  readonly request: WireRequest;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
}

interface Head {
  readonly status: number;
  readonly fields: readonly (readonly [string, string])[];
  readonly end: number;
}

const fieldOf = (fields: Head['fields'], name: string): string | undefined =>
  fields.find(([key]) => key.toLowerCase() === name)?.[1];

function readHead(text: string): Head | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const fields = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), fields, end: end + 4 };
}

/** The body and where it ends; undefined while more has to come. */
function readBody(text: string, head: Head, method: string): { body: string; end: number } | undefined {
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return { body: '', end: head.end };
  const length = fieldOf(head.fields, 'content-length');
  if (length !== undefined) {
    const end = head.end + Number(length);
    return text.length < end ? undefined : { body: text.slice(head.end, end), end };
  }
  return fieldOf(head.fields, 'transfer-encoding') === undefined ? undefined : readChunks(text, head.end);
}

function readChunks(text: string, start: number): { body: string; end: number } | undefined {
  let body = '';
  for (let at = start; ; ) {
    const line = text.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    const next = line + 2 + size + 2;
    if (text.length < next) return undefined;
    if (size === 0) return { body, end: next };
    body += text.slice(line + 2, line + 2 + size);
    at = next;
  }
}

/**
 * One connection that sends requests exactly as told, whatever they hold, one after the other; it is opened again where
 * the server closed it.
 */
export class WireClient {
  readonly #port: number;
  #socket: Socket | undefined;
  #text = '';
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Never two at a time. */
  send(request: WireRequest): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { request, resolve, reject };
      this.#text = '';
      const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      this.#open().write(`${request.method} ${request.target} HTTP/1.1\r\n${lines}\r\n`, 'latin1');
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writable) return this.#socket;
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#take(socket, text));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#end(socket));
    this.#socket = socket;
    return socket;
  }

  #take(socket: Socket, text: string): void {
    if (socket !== this.#socket) return;
    this.#text += text;
    const waiting = this.#waiting;
    const head = readHead(this.#text);
    if (waiting === undefined || head === undefined) return;
    const body = readBody(this.#text, head, waiting.request.method);
    if (body === undefined) return;
    this.#finish(head, body.body);
    if (fieldOf(head.fields, 'connection')?.toLowerCase() === 'close') this.close();
  }

  #end(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    const head = readHead(this.#text);
    if (head !== undefined) this.#finish(head, this.#text.slice(head.end));
    else if (this.#waiting !== undefined) {
      const { reject, request } = this.#waiting;
      this.#waiting = undefined;
      reject(new Error(`connection ended without an answer to ${request.method} ${request.target}`));
    }
  }

  #finish(head: Head, body: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: head.status, fields: head.fields, body });
  }
}
