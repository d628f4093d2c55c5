import type { Socket } from 'node:net';
import { timerDelay } from '../time/timer-delay.ts';
import type {
  UpstreamAddress,
  UpstreamCall,
  UpstreamClient,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
  UpstreamResponseHead,
} from '../upstream/upstream-client.ts';

/** What the service said. */
export interface AuthorizationAnswer {
  readonly head: UpstreamResponseHead;
  readonly body: Buffer;
}

/** Bytes of an answer's body that are kept for the client. */
const mostBytes = 65_536;

/** One question to an authorization service; resolves with what went wrong where there is no answer in time. */
export class AuthorizationCall implements UpstreamHandler {
  readonly #resolve: (answer: AuthorizationAnswer | string) => void;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #head: UpstreamResponseHead | undefined;
  #call: UpstreamCall | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(resolve: (answer: AuthorizationAnswer | string) => void) {
    this.#resolve = resolve;
  }

  /** `timeout` in milliseconds, for the whole of it. */
  static ask(
    client: UpstreamClient,
    address: UpstreamAddress,
    request: UpstreamRequest,
    body: Buffer,
    timeout: number,
  ): Promise<AuthorizationAnswer | string> {
    return new Promise((resolve) => {
      const asked = new AuthorizationCall(resolve);
      asked.#timer = setTimeout(() => asked.#fail('no answer in time'), timerDelay(timeout));
      const call = client.request(address, request, asked);
      asked.#call = call;
      if (body.length > 0) call.write(body);
      call.end();
    });
  }

  onInterim(): void {}
  onDrain(): void {}

  onHead(head: UpstreamResponseHead): void {
    this.#head = head;
  }

  onData(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length <= mostBytes) this.#chunks.push(chunk);
    // Nobody needs the rest, and a service could go on for ever.
    else this.#fail('an answer that is too long');
  }

  onEnd(): void {
    clearTimeout(this.#timer);
    this.#call = undefined;
    if (this.#head !== undefined) this.#resolve({ head: this.#head, body: Buffer.concat(this.#chunks) });
  }

  onFailure(failure: UpstreamFailure): void {
    this.#call = undefined;
    this.#fail(failure.detail);
  }

  onUpgrade(_head: UpstreamResponseHead, socket: Socket): void {
    socket.destroy();
    this.#fail('an upgrade');
  }

  #fail(detail: string): void {
    clearTimeout(this.#timer);
    this.#call?.abort();
    this.#call = undefined;
    this.#resolve(detail);
  }
}
