import type { BackendObject, EffectiveRule, Engine, ParentAttachment, Resource } from '@routeward/core';
import { addPolicies } from './policies.ts';
import { type Topology, TopologyBuilder } from './topology.ts';

const namespaceOf = (key: string): string => key.split('/')[1] ?? '';

const backendId = ({ group, kind, namespace, name, port }: BackendObject): string =>
  `${group === '' ? '' : `${group}.`}${kind}/${namespace}/${name}${port === undefined ? '' : `/${port}`}`;

const named = (key: string, ...more: readonly string[]): string[] => [key, ...more];

/** Gateways with their classes and listeners; what the effective configuration leaves out does not serve. */
function addGateways(builder: TopologyBuilder, engine: Engine): void {
  const serving = new Map(
    engine.configuration.gateways.map(({ namespace, name, listeners }) => [
      `Gateway/${namespace}/${name}`,
      new Set(listeners.map((listener) => listener.name)),
    ]),
  );
  for (const resource of engine.resources()) {
    if (resource.kind === 'GatewayClass') {
      const id = `GatewayClass/${resource.metadata.name}`;
      builder.node({ id, kind: 'GatewayClass', label: named(id, resource.spec.controllerName), state: 'ok' });
    }
    if (resource.kind !== 'Gateway') continue;
    const id = `Gateway/${resource.metadata.namespace}/${resource.metadata.name}`;
    const classId = `GatewayClass/${resource.spec.gatewayClassName}`;
    if (!engine.resource(classId))
      builder.node({ id: classId, kind: 'GatewayClass', label: [classId, 'not there'], state: 'missing' });
    const served = serving.get(id);
    builder.node({ id, kind: 'Gateway', label: served ? [id] : [id, 'not served'], state: served ? 'ok' : 'problem' });
    builder.edge({ from: classId, to: id, kind: 'class' });
    for (const { name, port, protocol, hostname } of resource.spec.listeners) {
      const serves = served?.has(name) === true;
      const label = [name, `${protocol} ${port} ${hostname ?? 'any host'}`, ...(serves ? [] : ['does not serve'])];
      builder.node({ id: `${id}#${name}`, kind: 'Listener', label, state: serves ? 'ok' : 'problem' });
      builder.edge({ from: id, to: `${id}#${name}`, kind: 'listener' });
    }
  }
}

function addParent(
  builder: TopologyBuilder,
  route: string,
  { parent, listeners, conditions }: ParentAttachment,
): boolean {
  for (const entry of listeners) {
    const from = `${parent}#${entry.listener}`;
    if (entry.kind === 'attached') {
      const hosts = entry.hostnames.map(({ hostname }) => (hostname === '*' ? 'any host' : hostname)).join(', ');
      builder.edge({ from, to: route, kind: 'attached', label: hosts });
    } else builder.edge({ from, to: route, kind: 'refused', label: entry.reason });
  }
  const accepted = conditions.find(({ type }) => type === 'Accepted');
  if (listeners.length === 0) {
    builder.edge({ from: parent, to: route, kind: 'refused', ...(accepted && { label: accepted.reason }) });
  }
  return listeners.some(({ kind }) => kind === 'attached');
}

function addRoutes(builder: TopologyBuilder, engine: Engine): void {
  for (const { route, parents, unresolved } of engine.attachments()) {
    const attached = parents.map((parent) => addParent(builder, route, parent)).some(Boolean);
    builder.node({
      id: route,
      kind: 'Route',
      label: attached ? [route] : [route, 'attached nowhere'],
      state: attached ? 'ok' : 'problem',
    });
    for (const { parent, message } of unresolved) {
      builder.node({ id: parent, kind: 'Gateway', label: [parent, 'not there'], state: 'missing' });
      builder.edge({ from: parent, to: route, kind: 'refused', label: message });
    }
  }
}

/** The grant that lets a route of one namespace reach a backend of another: drawn so that it can be found. */
function permits(resource: Resource, route: string, { group, kind, namespace, name }: BackendObject): boolean {
  if (resource.kind !== 'ReferenceGrant' || resource.metadata.namespace !== namespace) return false;
  const from = resource.spec.from.some(
    (entry) => entry.kind === route.split('/')[0] && entry.namespace === namespaceOf(route),
  );
  return (
    from &&
    resource.spec.to.some(
      (entry) => entry.group === group && entry.kind === kind && (!entry.name || entry.name === name),
    )
  );
}

function addGrants(builder: TopologyBuilder, engine: Engine, route: string, ref: BackendObject): void {
  if (namespaceOf(route) === ref.namespace) return;
  for (const resource of engine.resources()) {
    if (!permits(resource, route, ref)) continue;
    const id = `ReferenceGrant/${ref.namespace}/${resource.metadata.name}`;
    builder.node({ id, kind: 'ReferenceGrant', label: [id], state: 'ok' });
    builder.edge({ from: id, to: backendId(ref), kind: 'permits', label: `routes of ${namespaceOf(route)}` });
  }
}

function addRule(builder: TopologyBuilder, engine: Engine, { origin, action, filters }: EffectiveRule): void {
  const backend = (ref: BackendObject, missing: boolean): string => {
    const id = backendId(ref);
    builder.node({ id, kind: 'Backend', label: missing ? [id, 'not there'] : [id], state: missing ? 'missing' : 'ok' });
    return id;
  };
  for (const entry of action.kind === 'forward' ? action.backends : []) {
    const to = backend(entry.ref, entry.kind === 'invalid' && entry.reason === 'BackendNotFound');
    if (entry.kind === 'invalid') builder.edge({ from: origin.route, to, kind: 'invalid', label: entry.reason });
    else {
      builder.edge({ from: origin.route, to, kind: 'forwards' });
      addGrants(builder, engine, origin.route, entry.ref);
    }
  }
  for (const filter of filters) {
    if (filter.kind === 'mirror')
      builder.edge({ from: origin.route, to: backend(filter.ref, false), kind: 'mirrors', label: 'copy' });
  }
}

/** Who attaches to whom, who was refused and why, where traffic goes, which policies are for what. */
export function buildTopology(engine: Engine): Topology {
  const builder = new TopologyBuilder();
  addGateways(builder, engine);
  addRoutes(builder, engine);
  for (const { listeners } of engine.configuration.gateways) {
    for (const { virtualHosts } of listeners) {
      for (const { rules } of virtualHosts) for (const rule of rules) addRule(builder, engine, rule);
    }
  }
  addPolicies(builder, engine);
  return builder.build();
}
