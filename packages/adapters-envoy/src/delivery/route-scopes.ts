import { digestOf, digestOfList } from '../digest.ts';
import type { EnvoyResource, EnvoyResources, EnvoySnapshot, JsonObject, JsonValue } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { scopeHeader, scopeOf, withScopes } from './scope-key.ts';

/** Spreads routes over scopes; what it has seen before gives the resources of then. */
export interface RouteScopes {
  spread(snapshot: EnvoySnapshot): EnvoySnapshot;
}

/** A route configuration in its parts, one for each scope. */
interface Parts {
  readonly source: EnvoyResource;
  readonly lists: readonly (readonly JsonObject[])[];
  readonly resources: readonly EnvoyResource[];
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objects = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((item: JsonValue) => isObject(item)) : [];

const texts = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string') : [];

const areSame = (a: readonly JsonObject[] | undefined, b: readonly JsonObject[]): boolean =>
  a !== undefined && a.length === b.length && a.every((item, index) => item === b[index]);

const partName = (name: string, scope: number): string => `${name}#${scope}`;

/** What a scope is found by; listeners share one set of scopes, so their names belong to it. */
const scopeKey = (name: string, scope: number): string => `${name}|${scope}`;

class HashedScopes implements RouteScopes {
  readonly #count: number;
  readonly #parts = new Map<string, Parts>();
  readonly #scopes = new Map<string, readonly EnvoyResource[]>();
  readonly #listeners = new WeakMap<EnvoyResource, EnvoyResource>();
  readonly #homes = new WeakMap<JsonObject, readonly number[]>();

  constructor(count: number) {
    this.#count = count;
  }

  spread(snapshot: EnvoySnapshot): EnvoySnapshot {
    const routes = [...snapshot.routes.values()].flatMap((source) => this.#split(source));
    const scopes = [...snapshot.routes.keys()].flatMap((name) => this.#scopesOf(name));
    for (const name of this.#parts.keys()) if (!snapshot.routes.has(name)) this.#parts.delete(name);
    return {
      ...snapshot,
      listeners: this.#withScopes(snapshot.listeners),
      routes: new Map(routes.map((resource) => [resource.name, resource])),
      scopes: new Map(scopes.map((resource) => [resource.name, resource])),
    };
  }

  #withScopes(listeners: EnvoyResources): EnvoyResources {
    return new Map(
      [...listeners].map(([name, listener]) => {
        const known = this.#listeners.get(listener) ?? withScopes(listener, this.#count);
        this.#listeners.set(listener, known);
        return [name, known];
      }),
    );
  }

  #split(source: EnvoyResource): readonly EnvoyResource[] {
    const before = this.#parts.get(source.name);
    if (before?.source === source) return before.resources;
    const lists: JsonObject[][] = Array.from({ length: this.#count }, () => []);
    for (const host of objects(source.body['virtual_hosts'])) {
      for (const home of this.#homesOf(host)) lists[home]?.push(host);
    }
    const { virtual_hosts: _, ...common } = source.body;
    const isCommonSame = before !== undefined && digestOf(common) === digestOf(commonOf(before.source));
    const resources = lists.map((list, scope) => {
      const known = before?.resources[scope];
      return known && isCommonSame && areSame(before.lists[scope], list) ? known : part(source, common, list, scope);
    });
    this.#parts.set(source.name, { source, lists, resources });
    return resources;
  }

  /** A host that is written out has one scope; a wildcard is in all of them, since its hosts may be anywhere. */
  #homesOf(host: JsonObject): readonly number[] {
    const known = this.#homes.get(host);
    if (known) return known;
    const domains = texts(host['domains']);
    const all = Array.from({ length: this.#count }, (_, scope) => scope);
    const homes = domains.some((domain) => domain.includes('*'))
      ? all
      : [...new Set(domains.map((domain) => scopeOf(domain, this.#count)))];
    this.#homes.set(host, homes);
    return homes;
  }

  #scopesOf(name: string): readonly EnvoyResource[] {
    const known = this.#scopes.get(name);
    if (known) return known;
    const made = Array.from({ length: this.#count }, (_, scope) => toScope(name, scope));
    this.#scopes.set(name, made);
    return made;
  }
}

function commonOf({ body }: EnvoyResource): JsonObject {
  const { virtual_hosts: _, ...common } = body;
  return common;
}

function part(source: EnvoyResource, common: JsonObject, list: readonly JsonObject[], scope: number): EnvoyResource {
  const name = partName(source.name, scope);
  // What says the scope is our own affair: no backend sees it.
  const removed = [...texts(common['request_headers_to_remove']), scopeHeader];
  const body = { ...common, name, request_headers_to_remove: removed, virtual_hosts: list };
  const version = digestOfList(`${name} ${digestOf({ ...common, name })}`, list, digestOf);
  return { ...source, name, version, body };
}

function toScope(name: string, scope: number): EnvoyResource {
  const own = scopeKey(name, scope);
  const body = {
    '@type': typeUrls.scope,
    name: own,
    route_configuration_name: partName(name, scope),
    key: { fragments: [{ string_key: own }] },
  };
  return { typeUrl: typeUrls.scope, name: own, version: digestOf(body), body };
}

/**
 * Envoy builds the whole table of a route configuration anew for each change in it: 12 microseconds for each host. Spread
 * over scopes by a hash of the host, a change costs one part. `count` is the number of scopes; 64 are right for
 * 10,000 hosts. Takes Envoy's Lua filter, which computes the hash; for aggregated discovery only.
 */
export const createRouteScopes = (count: number): RouteScopes => new HashedScopes(count);
