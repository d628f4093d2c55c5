import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { EnvoyNode } from '../ads/discovery-request.ts';
import type { DeliveryEvent } from '../delivery/events.ts';
import { refusalFinding } from '../delivery/refusal.ts';
import { type ResourceKind, typeUrlOf } from '../delivery/resource-kind.ts';
import type { SnapshotStore } from '../delivery/snapshot-store.ts';
import type { EnvoyResource } from '../resource.ts';
import { RestNode } from './rest-node.ts';
import { parseRestRequest, type RestRequest, readBody } from './rest-request.ts';

export interface RestOptions {
  readonly snapshots: SnapshotStore;
  readonly onEvent?: (event: DeliveryEvent) => void;
  /** Milliseconds that what nobody refers to any more is served; 5,000 unless set. */
  readonly removalDelay?: number;
  /** Milliseconds that routes wait for their clusters; 20,000 unless set. */
  readonly patience?: number;
}

/** Answers a request for `/v3/discovery:…`; false where the path is another one, and nothing was answered. */
export type RestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const kinds: ReadonlyMap<string, ResourceKind> = new Map([
  ['/v3/discovery:clusters', 'clusters'],
  ['/v3/discovery:endpoints', 'endpoints'],
  ['/v3/discovery:listeners', 'listeners'],
  ['/v3/discovery:routes', 'routes'],
  ['/v3/discovery:secrets', 'secrets'],
]);

/** Envoys whose order is remembered; one that is forgotten begins anew. */
const mostNodes = 10_000;

class RestDiscovery {
  readonly #options: RestOptions;
  readonly #nodes = new LRUCache<string, RestNode>({ max: mostNodes });

  constructor(options: RestOptions) {
    this.#options = options;
  }

  readonly handle: RestHandler = (request, response) => {
    const kind = kinds.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!kind) return false;
    if (request.method === 'POST') void this.#answer(kind, request, response);
    else refuse(response, 405, { allow: 'POST' });
    return true;
  };

  async #answer(kind: ResourceKind, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => '');
    if (body === undefined) {
      refuse(response, 413, { connection: 'close' });
      return;
    }
    const wanted = parseRestRequest(body);
    if (!wanted) refuse(response, 400);
    else this.#serve(kind, wanted, response);
  }

  #serve(kind: ResourceKind, { node, names, version, refusal }: RestRequest, response: ServerResponse): void {
    const { snapshots, onEvent = () => {} } = this.#options;
    const key = snapshots.keyOf(node);
    const snapshot = key === undefined ? undefined : snapshots.get(key);
    if (!snapshot) {
      onEvent({ kind: 'turned-away', node, message: 'no configuration for this node' });
      refuse(response, 403);
      return;
    }
    const state = this.#node(node);
    const now = performance.now();
    state.update(snapshot, now);
    const answer = state.answer(kind, names, version, now);
    const isRefused = refusal !== undefined && state.refuses(kind, names, answer.version);
    if (refusal !== undefined && !isRefused) this.#report(node, kind, answer.resources, refusal);
    if (answer.version === version || isRefused) {
      response.writeHead(304).end();
      return;
    }
    const typeUrl = typeUrlOf[kind];
    const resources = answer.resources.map(({ body }) => body);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ version_info: answer.version, resources, type_url: typeUrl }));
    onEvent({ kind: 'sent', node, typeUrl, resources: answer.resources.map(({ name }) => name), removed: [] });
  }

  #node({ id, cluster }: EnvoyNode): RestNode {
    const { removalDelay = 5_000, patience = 20_000 } = this.#options;
    const key = JSON.stringify([id, cluster]);
    const known = this.#nodes.get(key) ?? new RestNode({ removalDelay, patience });
    this.#nodes.set(key, known);
    return known;
  }

  /** The text names clusters and listeners; otherwise each of what was sent may be meant. */
  #report(node: EnvoyNode, kind: ResourceKind, resources: readonly EnvoyResource[], message: string): void {
    const named = resources.filter(({ name }) => message.includes(name));
    for (const resource of named.length > 0 ? named : resources) {
      this.#options.onEvent?.({
        kind: 'refused',
        node,
        typeUrl: typeUrlOf[kind],
        resource: resource.name,
        version: resource.version,
        message,
        finding: refusalFinding(resource, message),
      });
    }
  }
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end();
}

/** For a server of one's own: an Envoy polls `POST /v3/discovery:{clusters,endpoints,listeners,routes,secrets}`. */
export const createRestHandler = (options: RestOptions): RestHandler => new RestDiscovery(options).handle;
