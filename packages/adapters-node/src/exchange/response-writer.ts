import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { EncodedBody } from '../compression/encoded-body.ts';
import type { CompressionPlan } from '../compression/plan-compression.ts';
import { codeResponse } from '../compression/response-coding.ts';
import type { ExchangeDraft, LocalReply } from '../filters/exchange-draft.ts';
import { editResponse } from '../filters/response-headers.ts';
import { fieldValue, sameName } from '../headers/field-name.ts';
import { forwardableTrailers, isHopByHop, isNominated, nominatedFields } from '../headers/hop-by-hop.ts';
import type { UpstreamResponseHead } from '../upstream/upstream-client.ts';
import type { RequestBody } from './request-body.ts';

const bodies = new Map<number, Buffer>();

/** The text that goes with an answer of the gateway's own; says no more than the status does. */
function bodyOf(statusCode: number): Buffer {
  const known = bodies.get(statusCode);
  if (known !== undefined) return known;
  const body = Buffer.from(`${STATUS_CODES[statusCode] ?? 'Answered by the gateway'}\n`);
  bodies.set(statusCode, body);
  return body;
}

const isBodyless = (statusCode: number): boolean => statusCode === 204 || statusCode === 304;

/** Fields of a backend's answer that go to the client; never those of its own connection. */
function responseFields(head: UpstreamResponseHead): string[] {
  const { headers } = head;
  let nominated: string[] | undefined;
  const connection = fieldValue(headers, 'connection');
  if (connection !== undefined) nominated = nominatedFields(connection, undefined);
  const fields: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (isHopByHop(name) || isNominated(name, nominated)) continue;
    // RFC 9110 8.6: no Content-Length in 204; a client that believed it would wait for a body.
    if (head.status === 204 && sameName(name, 'content-length')) continue;
    fields.push(name, headers[index + 1] ?? '');
  }
  return fields;
}

/** The fields of a backend's answer as the client gets them. */
export function clientFields(head: UpstreamResponseHead, draft: ExchangeDraft): string[] {
  const fields = responseFields(head);
  editResponse(fields, draft);
  return fields;
}

/** Writes one answer to the client, whoever it comes from. */
export class ResponseWriter {
  /** Close the client's connection after this answer. */
  close = false;
  /** How a backend's answer may be compressed; set before it comes. */
  compression: CompressionPlan | undefined;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #body: RequestBody;
  readonly #lingerTime: number;
  #waitsForDrain = false;
  #encoded: EncodedBody | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, body: RequestBody, lingerTime: number) {
    this.#request = request;
    this.#response = response;
    this.#body = body;
    this.#lingerTime = lingerTime;
  }

  /** The status line is out, or will be: the answer can't be another one any more. */
  get started(): boolean {
    return this.#response.headersSent;
  }

  interim(head: UpstreamResponseHead): void {
    if (head.status !== 103 || this.#request.httpVersionMinor === 0) return;
    const link = fieldValue(head.headers, 'link');
    if (link === undefined) return;
    try {
      this.#response.writeEarlyHints({ link });
    } catch {
      // Hints that Node finds malformed are only hints.
    }
  }

  head(head: UpstreamResponseHead, draft: ExchangeDraft): void {
    const fields = clientFields(head, draft);
    if (this.compression !== undefined) this.#encode(this.compression, head, fields);
    if (this.close) fields.push('Connection', 'close');
    this.#response.writeHead(head.status, head.reason, fields);
  }

  /** False: wait for the call of `onDrain` before the next. */
  data(chunk: Buffer, last: boolean, onDrain: () => void): boolean {
    if (this.#encoded !== undefined) return this.#encoded.write(chunk, onDrain);
    if (last && this.#body.ended) {
      this.#response.end(chunk);
      return true;
    }
    if (this.#response.write(chunk)) return true;
    if (!this.#waitsForDrain) {
      this.#waitsForDrain = true;
      this.#response.once('drain', () => {
        this.#waitsForDrain = false;
        onDrain();
      });
    }
    return false;
  }

  end(trailers: readonly string[]): void {
    if (this.#encoded === undefined) this.#finish(trailers);
    else this.#encoded.end(() => this.#finish(trailers));
  }

  local(reply: LocalReply, draft: ExchangeDraft | undefined): void {
    const fields = reply.headers.slice();
    const body = isBodyless(reply.statusCode) ? undefined : (reply.body ?? bodyOf(reply.statusCode));
    if (reply.body === undefined && body !== undefined) fields.push('Content-Type', 'text/plain');
    if (body !== undefined) fields.push('Content-Length', String(body.length));
    if (draft !== undefined) editResponse(fields, draft);
    if (this.close) fields.push('Connection', 'close');
    this.#response.writeHead(reply.statusCode, fields);
    const sent = this.#request.method === 'HEAD' ? undefined : body;
    if (this.#body.ended) this.#response.end(sent);
    else this.#linger(sent);
  }

  /** The answer can't be completed: the client must see that, not a clean end (reliability over keep-alive). */
  abort(): void {
    this.#response.destroy();
  }

  #encode(plan: CompressionPlan, head: UpstreamResponseHead, fields: string[]): void {
    const endless = fieldValue(fields, 'content-length') === undefined;
    const coding = codeResponse(plan, fieldValue(this.#request.rawHeaders, 'accept-encoding'), head, fields);
    if (coding !== undefined) this.#encoded = new EncodedBody(coding, this.#response, endless);
  }

  #finish(trailers: readonly string[]): void {
    if (this.#response.writableEnded) return;
    if (trailers.length > 0) this.#response.addTrailers(pairs(forwardableTrailers(trailers)));
    if (this.#body.ended) this.#response.end();
    else this.#linger(undefined);
  }

  /**
   * The client still sends a body that nobody wants. Closing now would reset the connection and might destroy the
   * answer on its way, so what comes is read and dropped for a while; if it ends in time the connection lives on.
   */
  #linger(last: Buffer | undefined): void {
    if (last !== undefined) this.#response.write(last);
    else this.#response.flushHeaders();
    let timer: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(timer);
      if (this.#response.writableEnded) return;
      if (!this.#request.complete) this.#response.once('finish', () => this.#request.socket.destroySoon());
      this.#response.end();
    };
    timer = setTimeout(finish, this.#lingerTime);
    this.#request.once('end', finish);
    this.#response.once('close', () => clearTimeout(timer));
    this.#body.discard();
  }
}

function pairs(fields: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) all.push([fields[index] ?? '', fields[index + 1] ?? '']);
  return all;
}
