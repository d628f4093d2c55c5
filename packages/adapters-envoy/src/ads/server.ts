import type { PeerCertificate } from 'node:tls';
import { type ChannelOptions, type handleBidiStreamingCall, Server, ServerCredentials } from '@grpc/grpc-js';
import type { DeliveryEvent } from '../delivery/events.ts';
import { ResponseEncoder } from '../delivery/response-encoder.ts';
import type { SnapshotStore } from '../delivery/snapshot-store.ts';
import { ClientStream } from './client-stream.ts';
import { type ServerTls, tlsCredentials } from './credentials.ts';
import type { EnvoyNode } from './discovery-request.ts';
import { aggregatedService, type DiscoveryService, singleServices } from './service-definition.ts';

/** Who is at the other end of a stream. */
export interface DiscoveryClient {
  readonly node: EnvoyNode;
  /** Names in the certificate that the client showed: URIs, DNS names and the common name; none without mTLS. */
  readonly certificateNames: readonly string[];
}

export interface AdsServerOptions {
  readonly snapshots: SnapshotStore;
  readonly onEvent?: (event: DeliveryEvent) => void;
  /** Without TLS unless set: fit for loopback only. */
  readonly tls?: ServerTls;
  /** Whether a client may have the configuration of the node that it says it is. Every one may unless set. */
  readonly authorize?: (client: DiscoveryClient) => boolean;
  /** Milliseconds that an answer is waited for; 20,000 unless set. */
  readonly patience?: number;
  /** Milliseconds that what nobody refers to any more is kept; 5,000 unless set. */
  readonly removalDelay?: number;
}

/** An Envoy that is connected. */
export interface ConnectedNode {
  readonly node: EnvoyNode;
  /** Of the snapshot that it should have. */
  readonly version: string;
  /** True where it has answered for all of it. */
  readonly isSettled: boolean;
}

/** Serves snapshots over gRPC: aggregated discovery, and each type by itself; state of the world and delta. */
export interface AdsServer {
  /** Opens the port and gives it; 0 lets the system choose. */
  listen(port: number, address?: string): Promise<number>;
  nodes(): readonly ConnectedNode[];
  /** Ends all streams; the Envoys keep what they have. */
  close(): Promise<void>;
}

const channelOptions: ChannelOptions = {
  // Requests hold names only.
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_send_message_length': -1,
  'grpc.max_concurrent_streams': 1000,
  // A client that is gone without a word is noticed.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

type Handler = handleBidiStreamingCall<Buffer, Buffer>;

class GrpcAdsServer implements AdsServer {
  readonly #options: AdsServerOptions;
  readonly #server = new Server(channelOptions);
  readonly #streams = new Set<ClientStream>();
  readonly #encoders = { sotw: new ResponseEncoder('sotw'), delta: new ResponseEncoder('delta') };

  constructor(options: AdsServerOptions) {
    this.#options = options;
    for (const service of [aggregatedService, ...singleServices]) this.#add(service);
  }

  #add({ definition, sotw, delta, defaultTypeUrl }: DiscoveryService): void {
    this.#server.addService(definition, {
      [sotw]: this.#handler('sotw', defaultTypeUrl),
      [delta]: this.#handler('delta', defaultTypeUrl),
    });
  }

  #handler(protocol: 'sotw' | 'delta', defaultTypeUrl: string): Handler {
    const { snapshots, authorize = () => true, onEvent = () => {}, patience, removalDelay } = this.#options;
    return (call) => {
      const certificateNames = namesOf(call.getAuthContext().sslPeerCertificate);
      const stream = new ClientStream(call, {
        protocol,
        snapshots,
        encoder: this.#encoders[protocol],
        defaultTypeUrl,
        admits: (node) => authorize({ node, certificateNames }),
        onEvent,
        ...(patience !== undefined && { patience }),
        ...(removalDelay !== undefined && { removalDelay }),
      });
      this.#streams.add(stream);
      call.on('close', () => {
        stream.end();
        this.#streams.delete(stream);
      });
    };
  }

  listen(port: number, address = '127.0.0.1'): Promise<number> {
    const { tls } = this.#options;
    const credentials = tls ? tlsCredentials(tls) : ServerCredentials.createInsecure();
    const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(target, credentials, (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
  }

  nodes(): readonly ConnectedNode[] {
    return [...this.#streams]
      .map(({ node, session }) => ({ node, version: session.target.version, isSettled: session.isSettled }))
      .filter(({ version }) => version !== '');
  }

  close(): Promise<void> {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
    this.#server.forceShutdown();
    return Promise.resolve();
  }
}

/** `URI:spiffe://a/b, DNS:c`, as Node writes alternative names. */
function namesOf(certificate: PeerCertificate | undefined): readonly string[] {
  const alternatives = certificate?.subjectaltname?.split(', ').map((name) => name.replace(/^[A-Za-z ]+:/, '')) ?? [];
  return [...alternatives, ...[certificate?.subject?.CN ?? []].flat()];
}

export const createAdsServer = (options: AdsServerOptions): AdsServer => new GrpcAdsServer(options);
