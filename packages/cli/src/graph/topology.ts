export type NodeKind =
  | 'GatewayClass'
  | 'Gateway'
  | 'Listener'
  | 'Route'
  | 'Backend'
  | 'ReferenceGrant'
  | 'Policy'
  | 'Namespace'
  /** What a policy names and can't be for. */
  | 'Object';

export type EdgeKind =
  | 'class'
  | 'listener'
  | 'attached'
  | 'refused'
  | 'forwards'
  | 'mirrors'
  | 'invalid'
  | 'permits'
  /** A policy and what it is in force at, or what another one keeps it from. */
  | 'policy'
  | 'conflicted';

/** One thing of the picture. */
export interface TopologyNode {
  /** `Kind/namespace/name`; a listener's is its Gateway's with `#name` behind it. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Lines of text, the name first. */
  readonly label: readonly string[];
  /** `missing`: named by others but not there; `problem`: there, but it can't be used as asked. */
  readonly state: 'ok' | 'problem' | 'missing';
}

/** Which way something goes, or why it does not. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Hostnames of an attachment, the reason of a refusal, the section that a policy is for. */
  readonly label?: string;
}

export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** Collects nodes and edges; what is added twice stands once, and the first word counts. */
export class TopologyBuilder {
  readonly #nodes = new Map<string, TopologyNode>();
  readonly #edges = new Map<string, TopologyEdge>();

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  /** Ids that start so. */
  idsBelow(prefix: string): readonly string[] {
    return [...this.#nodes.keys()].filter((id) => id.startsWith(prefix));
  }

  node(node: TopologyNode): void {
    if (!this.#nodes.has(node.id)) this.#nodes.set(node.id, node);
  }

  edge(edge: TopologyEdge): void {
    const key = [edge.from, edge.to, edge.kind, edge.label].join('\n');
    if (!this.#edges.has(key)) this.#edges.set(key, edge);
  }

  build(): Topology {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }
}
