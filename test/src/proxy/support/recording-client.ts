import type { UpstreamAddress, UpstreamCall, UpstreamClient, UpstreamHandler } from '@routeward/adapters-node';

/** An upstream client without a network: every address answers with its own name. */
export class RecordingClient implements UpstreamClient {
  readonly addresses: UpstreamAddress[] = [];
  /** Status for an address; 200 unless set. 0: no answer until `release`. */
  statusOf: (name: string) => number = () => 200;
  readonly #held: (() => void)[] = [];

  request(address: UpstreamAddress, _request: unknown, handler: UpstreamHandler): UpstreamCall {
    this.addresses.push(address);
    const name = `${address.address}:${address.port}`;
    let open = true;
    const answer = (status: number): void => {
      const body = Buffer.from(name);
      const headers = ['Content-Length', String(body.length)];
      // Nothing comes after an abort, which any of these may cause.
      if (open) handler.onHead({ status, reason: 'Recorded', headers, bodyless: false });
      if (open) handler.onData(body, true);
      if (open) handler.onEnd([]);
      open = false;
    };
    const status = this.statusOf(name);
    if (status === 0) this.#held.push(() => answer(200));
    else setImmediate(() => answer(status));
    return {
      write: () => true,
      end: () => {},
      pause: () => {},
      resume: () => {},
      abort: () => {
        open = false;
      },
    };
  }

  get names(): string[] {
    return this.addresses.map(({ address, port }) => `${address}:${port}`);
  }

  /** Answers the requests that wait. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  retain(): void {}
  close(): void {}
}
