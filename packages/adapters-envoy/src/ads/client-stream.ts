import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { DeliveryEvent } from '../delivery/events.ts';
import { refusalFinding } from '../delivery/refusal.ts';
import { type ResourceKind, resourceKinds, typeUrlOf } from '../delivery/resource-kind.ts';
import type { ResponseEncoder } from '../delivery/response-encoder.ts';
import type { SnapshotStore } from '../delivery/snapshot-store.ts';
import { DeltaSession } from './delta-session.ts';
import { type EnvoyNode, readDeltaRequest, readSotwRequest } from './discovery-request.ts';
import type { Session } from './session.ts';
import type { Refusal, SessionHost, SessionOptions } from './session-host.ts';
import { SotwSession } from './sotw-session.ts';

export interface ClientStreamOptions extends Pick<SessionOptions, 'patience' | 'removalDelay'> {
  readonly protocol: 'sotw' | 'delta';
  readonly snapshots: SnapshotStore;
  readonly encoder: ResponseEncoder;
  /** Taken where a request names no type. */
  readonly defaultTypeUrl: string;
  /** Whether the client of this stream may be the node that it says it is. */
  readonly admits: (node: EnvoyNode) => boolean;
  readonly onEvent: (event: DeliveryEvent) => void;
}

/** Names that one client may ask for, of each type. */
const mostNames = 100_000;

const unknownNode: EnvoyNode = { id: '', cluster: '' };

/** One gRPC stream: bytes to requests, requests to a session, what the session sends to bytes. */
export class ClientStream {
  readonly #call: ServerDuplexStream<Buffer, Buffer>;
  readonly #options: ClientStreamOptions;
  readonly session: Session;
  readonly #receive: (bytes: Buffer) => void;
  node: EnvoyNode = unknownNode;
  #isOpen = true;
  #unwatch: (() => void) | undefined;

  constructor(call: ServerDuplexStream<Buffer, Buffer>, options: ClientStreamOptions) {
    this.#call = call;
    this.#options = options;
    const { patience, removalDelay } = options;
    const timing = { ...(patience !== undefined && { patience }), ...(removalDelay !== undefined && { removalDelay }) };
    if (options.protocol === 'delta') {
      const session = new DeltaSession(this.#host(), timing);
      this.session = session;
      this.#receive = (bytes) => this.#take(this.#read(readDeltaRequest, bytes), (request) => session.receive(request));
    } else {
      const session = new SotwSession(this.#host(), timing);
      this.session = session;
      this.#receive = (bytes) => this.#take(this.#read(readSotwRequest, bytes), (request) => session.receive(request));
    }
    call.on('data', (bytes: Buffer) => this.#receive(bytes));
    call.on('end', () => this.end());
    call.on('cancelled', () => this.end());
    call.on('error', () => this.end());
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.session.close();
    const known = this.#unwatch !== undefined;
    this.#unwatch?.();
    this.#call.end();
    if (known) this.#options.onEvent({ kind: 'disconnected', node: this.node });
  }

  #fail(code: status, message: string): void {
    if (!this.#isOpen) return;
    this.#call.emit('error', { code, details: message });
    this.end();
  }

  /** Bytes that are no request end the stream, not the server. */
  #read<Request>(reader: (bytes: Buffer) => Request, bytes: Buffer): Request | undefined {
    try {
      return reader(bytes);
    } catch {
      this.#fail(status.INVALID_ARGUMENT, 'not a discovery request');
      return undefined;
    }
  }

  #take<Request extends { readonly node: EnvoyNode | undefined; readonly typeUrl: string }>(
    request: Request | undefined,
    receive: (request: Request) => void,
  ): void {
    if (!request || !this.#isOpen) return;
    if (!this.#unwatch && !this.#follow(request.node ?? unknownNode)) return;
    receive(request.typeUrl === '' ? { ...request, typeUrl: this.#options.defaultTypeUrl } : request);
    if (resourceKinds.some((kind) => this.session.state(kind).names.size > mostNames)) {
      this.#fail(status.RESOURCE_EXHAUSTED, 'too many names');
    }
  }

  #follow(node: EnvoyNode): boolean {
    const { snapshots, admits, onEvent, protocol } = this.#options;
    const key = admits(node) ? snapshots.keyOf(node) : undefined;
    if (key === undefined) {
      const message = 'no configuration for this node';
      onEvent({ kind: 'turned-away', node, message });
      this.#fail(status.PERMISSION_DENIED, message);
      return false;
    }
    this.node = node;
    this.#unwatch = snapshots.watch(key, (snapshot) => this.session.update(snapshot));
    onEvent({ kind: 'connected', node, protocol });
    const snapshot = snapshots.get(key);
    if (snapshot) this.session.update(snapshot);
    return true;
  }

  #host(): SessionHost {
    const { onEvent, encoder } = this.#options;
    return {
      now: () => performance.now(),
      later: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds).unref();
        return () => clearTimeout(timer);
      },
      send: (message) => {
        if (!this.#isOpen) return;
        this.#call.write(encoder.encode(message));
        const { typeUrl, resources, removed } = message;
        onEvent({ kind: 'sent', node: this.node, typeUrl, resources: resources.map(({ name }) => name), removed });
      },
      toldClusters: this.#options.snapshots.toldClusters,
      accepted: (kind, resources) =>
        onEvent({ kind: 'accepted', node: this.node, typeUrl: typeUrlOf[kind], resources }),
      refused: (kind, refusal) => this.#refused(kind, refusal),
    };
  }

  #refused(kind: ResourceKind, { resource, accepted, message }: Refusal): void {
    const { name, version } = resource;
    const finding = refusalFinding(resource, message, accepted);
    const what = { typeUrl: typeUrlOf[kind], resource: name, version, message, finding };
    this.#options.onEvent({ kind: 'refused', node: this.node, ...what });
  }
}
