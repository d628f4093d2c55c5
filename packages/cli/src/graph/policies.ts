import { type Engine, isPolicy, type PolicyAttachment, type PolicyTarget, resourceKey } from '@routeward/core';
import type { NodeKind, TopologyBuilder } from './topology.ts';

const nodeKinds: ReadonlyMap<string, NodeKind> = new Map([
  ['GatewayClass', 'GatewayClass'],
  ['Gateway', 'Gateway'],
  ['HTTPRoute', 'Route'],
  ['Service', 'Backend'],
  ['Namespace', 'Namespace'],
]);

interface Point {
  readonly object: string;
  readonly section: string | undefined;
}

function toPoint(target: string): Point {
  const [object = '', section] = target.split('#');
  return { object, section };
}

/** A Service is drawn by port: those that routes use, the one that a section names, or the Service where none is. */
function serviceIds(builder: TopologyBuilder, engine: Engine, { object, section }: Point): readonly string[] {
  const ports = builder.idsBelow(`${object}/`);
  if (section === undefined) return ports.length > 0 ? ports : [object];
  const service = engine.resource(object);
  const named = service?.kind === 'Service' ? service.spec.ports?.find(({ name }) => name === section) : undefined;
  return [named ? `${object}/${named.port}` : object];
}

/** The nodes that stand for a target. A route is one node, whichever of its rules is meant. */
function nodeIds(builder: TopologyBuilder, engine: Engine, target: string): readonly string[] {
  const point = toPoint(target);
  if (target.startsWith('Service/')) return serviceIds(builder, engine, point);
  return [builder.has(target) ? target : point.object];
}

function ensureNode(builder: TopologyBuilder, id: string, state: 'ok' | 'missing'): void {
  const kind = nodeKinds.get(id.slice(0, id.indexOf('/'))) ?? 'Object';
  builder.node({ id, kind, label: [id], state });
}

const labelOf = (target: string, id: string): string | undefined => {
  const { section } = toPoint(target);
  return section === undefined || id === target ? undefined : section;
};

function addTarget(
  builder: TopologyBuilder,
  engine: Engine,
  { policy: from, problems }: PolicyAttachment,
  entry: PolicyTarget,
): void {
  for (const to of nodeIds(builder, engine, entry.target)) {
    ensureNode(builder, to, entry.kind === 'refused' ? 'missing' : 'ok');
    const section = labelOf(entry.target, to);
    if (entry.kind === 'attached' && problems.length > 0) builder.edge({ from, to, kind: 'refused', label: 'Invalid' });
    else if (entry.kind === 'attached') {
      builder.edge({ from, to, kind: 'policy', ...(section !== undefined && { label: section }) });
    } else if (entry.kind === 'conflicted') {
      builder.edge({ from, to, kind: 'conflicted', label: `Conflicted: ${entry.by} came first` });
    } else builder.edge({ from, to, kind: 'refused', label: `${entry.reason}: ${entry.message}` });
  }
}

function addPolicy(builder: TopologyBuilder, engine: Engine, attachment: PolicyAttachment): void {
  const { policy, targets, problems } = attachment;
  const [problem] = problems;
  const idle = !targets.some(({ kind }) => kind === 'attached');
  const note = problem ? `Invalid: ${problem.path}: ${problem.message}` : idle ? 'in force nowhere' : undefined;
  const label = note === undefined ? [policy] : [policy, note];
  builder.node({ id: policy, kind: 'Policy', label, state: note === undefined ? 'ok' : 'problem' });
  for (const target of targets) addTarget(builder, engine, attachment, target);
}

/** Policies with what they are for, and what they are refused or kept from; comes last, when the others are drawn. */
export function addPolicies(builder: TopologyBuilder, engine: Engine): void {
  for (const attachment of engine.policyAttachments()) addPolicy(builder, engine, attachment);
  for (const resource of engine.resources()) {
    if (!isPolicy(resource)) continue;
    const id = resourceKey(resource);
    builder.node({ id, kind: 'Policy', label: [id, 'of a kind that is not known'], state: 'problem' });
  }
}
