import {
  compileConfiguration,
  createEngine,
  type Decision,
  type DecisionRequest,
  decide,
  type Engine,
  type EngineUpdate,
  type Finding,
  parseResource,
  type Resource,
} from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';

/** A manifest as a resource; throws where it is refused, for then the test itself is wrong. */
export function resourceOf(manifest: unknown): Resource {
  const parsed = parseResource(manifest);
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed));
  return parsed.resource;
}

/** The same for manifests that may be refused. */
export function resourceIfValid(manifest: unknown): Resource | undefined {
  const parsed = parseResource(manifest);
  return parsed.kind === 'resource' ? parsed.resource : undefined;
}

/** What a file of this text holds. */
export function read(text: string, file = 'f.yaml'): { resources: readonly Resource[]; findings: readonly Finding[] } {
  const { resources, findings } = parseManifests(text, { file });
  return { resources: resources.map(({ resource }) => resource), findings };
}

/** An engine with what one asks it in a threat test. */
export interface World {
  readonly engine: Engine;
  upsert(...manifests: readonly unknown[]): EngineUpdate;
  delete(...keys: readonly string[]): EngineUpdate;
  decide(request: Partial<DecisionRequest>): Decision;
}

/** A world with these manifests in it; requests go to port 80 of `infra/edge` unless they say otherwise. */
export function createWorld(...manifests: readonly unknown[]): World {
  const engine = createEngine();
  const world: World = {
    engine,
    upsert: (...more) => engine.apply(more.map((one) => ({ kind: 'upsert', resource: resourceOf(one) }))),
    delete: (...keys) => engine.apply(keys.map((key) => ({ kind: 'delete', key }))),
    decide: (request) => {
      const result = decide(compileConfiguration(engine.configuration), {
        gateway: 'infra/edge',
        authority: 'shop.example.com',
        path: '/',
        ...request,
      });
      if (result.kind !== 'decided') throw new Error(result.message);
      return result.decision;
    },
  };
  world.upsert(...manifests);
  return world;
}

export interface ParentStatus {
  readonly parentRef: Readonly<Record<string, unknown>>;
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
}

/** The conditions of a route's first parent, as `Accepted=True/Accepted`. */
export function routeConditions({ engine }: World, path: string): readonly string[] {
  const [namespace, name] = path.split('/');
  const status = engine
    .status()
    .find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.namespace === namespace && metadata.name === name);
  const { parents } = status?.status ?? {};
  if (!Array.isArray(parents) || parents.length === 0) return [];
  const [first]: ParentStatus[] = parents;
  return (first?.conditions ?? []).map((one) => `${one.type}=${one.status}/${one.reason}`);
}
