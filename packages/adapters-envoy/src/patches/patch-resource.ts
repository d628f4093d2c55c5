import type { EnvoyResource, JsonObject, JsonValue } from '../resource.ts';
import type { ResourcePatch, SnapshotPart } from './resource-patch.ts';

/** What a patch makes of a message; `found`: it was meant, whether it changed or not. */
export interface Patched {
  readonly message: JsonObject;
  readonly found: boolean;
  /** Why an edit could not be taken. */
  readonly problem: string | undefined;
}

const untouched = (message: JsonObject): Patched => ({ message, found: false, problem: undefined });

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const partOf: Readonly<Record<ResourcePatch['kind'], SnapshotPart>> = {
  listener: 'listeners',
  routeConfiguration: 'routes',
  virtualHost: 'routes',
  route: 'routes',
  cluster: 'clusters',
  endpoints: 'endpoints',
  secret: 'secrets',
};

/** A TLS port has a route configuration for each listener: `namespace/name/443/https`. */
const isOfPort = (name: string, port: string | undefined): boolean =>
  port === undefined || name === port || name.startsWith(`${port}/`);

/** Settings and another protocol stand behind the key. */
const isOfBackend = (name: string, backend: string | undefined): boolean =>
  backend === undefined || name === backend || name.startsWith(`${backend}~`) || name.startsWith(`${backend}+`);

function isMeant(patch: ResourcePatch, name: string): boolean {
  switch (patch.kind) {
    case 'listener':
    case 'routeConfiguration':
    case 'virtualHost':
    case 'route':
      return isOfPort(name, patch.port);
    case 'cluster':
    case 'endpoints':
      return isOfBackend(name, patch.backend);
    case 'secret':
      return patch.secret === undefined || name === patch.secret;
  }
}

function edited(patch: ResourcePatch, message: JsonObject): Patched {
  try {
    const edit = patch.edit(message);
    if (edit === undefined) return { message, found: true, problem: undefined };
    const fixed = ['@type', 'name', 'cluster_name'].find((field) => edit[field] !== message[field]);
    if (fixed !== undefined) return { message, found: true, problem: `${fixed} has to stay as it is` };
    return { message: edit, found: true, problem: undefined };
  } catch (error) {
    return { message, found: true, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Edits the items of a list that are meant; the same message where none changed. */
function editItems(message: JsonObject, field: string, edit: (item: JsonObject) => Patched): Patched {
  const list = message[field];
  const items: readonly JsonValue[] = Array.isArray(list) ? list : [];
  const all = items.map((item) => (isObject(item) ? edit(item) : undefined));
  const changed = all.some((item, index) => item && item.message !== items[index]);
  return {
    message: changed ? { ...message, [field]: items.map((item, index) => all[index]?.message ?? item) } : message,
    found: all.some((item) => item?.found),
    problem: all.find((item) => item?.problem !== undefined)?.problem,
  };
}

/** Routes are named `HTTPRoute/namespace/name/rule/match…`. */
const isOfRule = (name: string, route: string, rule: number | undefined): boolean =>
  name.startsWith(rule === undefined ? `${route}/` : `${route}/${rule}/`);

function inHosts(patch: Extract<ResourcePatch, { kind: 'virtualHost' | 'route' }>, body: JsonObject): Patched {
  return editItems(body, 'virtual_hosts', (host) => {
    if (patch.kind === 'virtualHost') return host['name'] === patch.hostname ? edited(patch, host) : untouched(host);
    return editItems(host, 'routes', (route) =>
      isOfRule(String(route['name']), patch.route, patch.rule) ? edited(patch, route) : untouched(route),
    );
  });
}

export function patchResource(patch: ResourcePatch, { name, body }: EnvoyResource, part: SnapshotPart): Patched {
  if (partOf[patch.kind] !== part || !isMeant(patch, name)) return untouched(body);
  return patch.kind === 'virtualHost' || patch.kind === 'route' ? inHosts(patch, body) : edited(patch, body);
}
