import type { ParentLookup } from '../attachment/attach.ts';
import { evaluateGateway, type GatewayOptions } from '../gateways/evaluate-gateway.ts';
import type { EvaluatedGateway, EvaluatedListener } from '../gateways/evaluated-gateway.ts';
import { ownerOf } from '../gateways/gateway-class.ts';
import { gatewayTopics } from '../gateways/gateway-topics.ts';
import type { Gateway } from '../resources/gateway.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Topic } from '../snapshot/topics.ts';
import { equalData } from '../text/equal-data.ts';
import type { Finding } from '../validation/finding.ts';
import type { ListenerId } from './route-state.ts';
import { TopicIndex } from './topic-index.ts';

/** One Gateway object, ours or not. */
interface GatewayEntry {
  readonly topics: readonly Topic[];
  readonly lookup: ParentLookup;
  readonly findings: readonly Finding[];
}

const missing: ParentLookup = { kind: 'unresolved', message: 'no such Gateway', wrong: true };

/** What of a listener decides on attachment and on where a route's rules are placed. */
const attachmentOf = ({ name, port, hostname, supportedKinds, serves }: EvaluatedListener): object => ({
  name,
  port,
  hostname,
  supportedKinds,
  serves,
});

const allowedNamespaces = ({ resource }: EvaluatedGateway): readonly object[] =>
  resource.spec.listeners.map(({ allowedRoutes }) => allowedRoutes.namespaces);

function attachesAlike(a: ParentLookup, b: ParentLookup): boolean {
  if (a.kind === 'unresolved' || b.kind === 'unresolved') return equalData(a, b);
  const before = a.gateway.listeners.map(attachmentOf);
  const after = b.gateway.listeners.map(attachmentOf);
  return equalData(before, after) && equalData(allowedNamespaces(a.gateway), allowedNamespaces(b.gateway));
}

/** All Gateways, evaluated, and kept up to date. */
export class GatewayTable {
  readonly #snapshot: Snapshot;
  readonly #options: GatewayOptions;
  readonly #entries = new Map<string, GatewayEntry>();
  readonly #topics = new TopicIndex<string>();

  constructor(snapshot: Snapshot, options: GatewayOptions) {
    this.#snapshot = snapshot;
    this.#options = options;
  }

  /** Keys of the Gateways that touched topics concern. */
  readersOf(touched: Iterable<Topic>): ReadonlySet<string> {
    return this.#topics.readersOf(touched);
  }

  /** Evaluates a Gateway again. True where its routes have to be attached again. */
  update(key: string): boolean {
    const before = this.lookup(key);
    const resource = this.#snapshot.get(key);
    this.#topics.delete(key, this.#entries.get(key)?.topics ?? []);
    if (resource?.kind === 'Gateway') {
      const entry = this.#evaluate(resource);
      this.#entries.set(key, entry);
      this.#topics.add(key, entry.topics);
    } else this.#entries.delete(key);
    return !attachesAlike(before, this.lookup(key));
  }

  readonly lookup = (key: string): ParentLookup => this.#entries.get(key)?.lookup ?? missing;

  readonly serves = ({ gateway, listener }: ListenerId): boolean =>
    this.evaluated(gateway)?.listeners.some(({ name, serves }) => name === listener && serves) ?? false;

  /** Undefined for a Gateway that is not ours. */
  evaluated(key: string): EvaluatedGateway | undefined {
    const found = this.lookup(key);
    return found.kind === 'ours' ? found.gateway : undefined;
  }

  /** Our Gateways with their classes. */
  ours(): readonly { readonly key: string; readonly gatewayClass: string }[] {
    return [...this.#entries.keys()].flatMap((key) => {
      const gateway = this.evaluated(key);
      return gateway ? [{ key, gatewayClass: gateway.resource.spec.gatewayClassName }] : [];
    });
  }

  /** Keys of our Gateways that let namespaces in by their labels. */
  selecting(): readonly string[] {
    return [...this.#entries.keys()].filter((key) => {
      const gateway = this.evaluated(key);
      return gateway?.resource.spec.listeners.some(({ allowedRoutes }) => allowedRoutes.namespaces.from === 'Selector');
    });
  }

  findings(): readonly Finding[] {
    return [...this.#entries.values()].flatMap(({ findings }) => findings);
  }

  #evaluate(gateway: Gateway): GatewayEntry {
    const topics = gatewayTopics(gateway);
    const owner = ownerOf(this.#snapshot, gateway, this.#options);
    if (owner.kind === 'ours') {
      const evaluated = evaluateGateway(this.#snapshot, gateway, this.#options);
      return { topics, lookup: { kind: 'ours', gateway: evaluated }, findings: evaluated.findings };
    }
    const { message } = owner;
    const lookup: ParentLookup = { kind: 'unresolved', message, wrong: false };
    const finding: Finding = {
      severity: 'error',
      rule: 'reference',
      resource: resourceKey(gateway),
      path: 'spec.gatewayClassName',
      message,
    };
    return { topics, lookup, findings: owner.kind === 'no-class' ? [finding] : [] };
  }
}
