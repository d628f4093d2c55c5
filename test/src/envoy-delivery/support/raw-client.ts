import { Client, type ClientDuplexStream, credentials, type ServiceError } from '@grpc/grpc-js';
import { decodeEnvoyMessage, encodeEnvoyMessage } from '@routeward/adapters-envoy/delivery';

type Fields = ReturnType<typeof decodeEnvoyMessage>;

const discovery = 'envoy.service.discovery.v3';
const asIs = (bytes: Buffer): Buffer => bytes;

/** A stream to a discovery server, in Envoy's own JSON. */
export class RawClient {
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  readonly #request: string;
  readonly #received: Fields[] = [];
  readonly #waiting: { resolve(fields: Fields): void; reject(error: Error): void }[] = [];
  error: ServiceError | undefined;

  constructor(
    port: number,
    protocol: 'delta' | 'sotw',
    options: {
      readonly credentials?: ReturnType<typeof credentials.createInsecure>;
      readonly channel?: Record<string, string>;
    } = {},
  ) {
    const delta = protocol === 'delta';
    this.#request = `${discovery}.${delta ? 'Delta' : ''}DiscoveryRequest`;
    const response = `${discovery}.${delta ? 'Delta' : ''}DiscoveryResponse`;
    const method = `/${discovery}.AggregatedDiscoveryService/${delta ? 'Delta' : 'Stream'}AggregatedResources`;
    this.#client = new Client(
      `127.0.0.1:${port}`,
      options.credentials ?? credentials.createInsecure(),
      options.channel,
    );
    this.#stream = this.#client.makeBidiStreamRequest(method, asIs, asIs);
    this.#stream.on('data', (bytes: Buffer) => this.#take(decodeEnvoyMessage(response, bytes)));
    this.#stream.on('error', (error: ServiceError) => {
      this.error = error;
      for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
    });
  }

  #take(fields: Fields): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(fields);
    else this.#received.push(fields);
  }

  send(fields: Fields): void {
    this.#stream.write(Buffer.from(encodeEnvoyMessage(this.#request, fields)));
  }

  /** Bytes that may be no request. */
  sendBytes(bytes: Buffer): void {
    this.#stream.write(bytes);
  }

  /** The next response; rejects after a while. */
  next(): Promise<Fields> {
    const received = this.#received.shift();
    if (received) return Promise.resolve(received);
    if (this.error) return Promise.reject(this.error);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no response')), 10_000);
      const over = () => clearTimeout(timer);
      this.#waiting.push({
        resolve: (fields) => {
          over();
          resolve(fields);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
    });
  }

  /** Responses that have come and nobody has asked for. */
  get unread(): readonly Fields[] {
    return this.#received;
  }

  close(): void {
    this.#stream.end();
    this.#client.close();
  }
}
