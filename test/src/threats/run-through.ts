import {
  compileConfiguration,
  createEngine,
  type DecisionRequest,
  decide,
  type Engine,
  explain,
  parseResource,
  type Resource,
} from '@routeward/core';

/** Everything that a configuration can be asked, as text: for canaries, and to see that nothing throws. */
export interface Outcome {
  readonly engine: Engine;
  readonly refused: number;
  readonly text: string;
}

const requests: readonly DecisionRequest[] = [
  { authority: 'shop.example.com', path: '/a/b?v=v1', headers: [['x-version', 'v1']] },
  { authority: 'A.eu.example.com:8080', path: '/api/v1/x', method: 'POST' },
  { authority: '', path: '', headers: [['', '']] },
];

function askEverything(engine: Engine): readonly unknown[] {
  const { configuration } = engine;
  const matcher = compileConfiguration(configuration);
  const source = { configuration, matcher, attachments: engine.attachments() };
  const answers = configuration.gateways.flatMap(({ namespace, name, listeners }) =>
    [...new Set(listeners.map(({ port }) => port))].flatMap((port) =>
      requests.map((request) => {
        const aimed = { ...request, gateway: `${namespace}/${name}`, port };
        return [decide(matcher, aimed), explain(source, aimed)];
      }),
    ),
  );
  return [configuration, engine.status(), engine.findings(), engine.attachments(), answers];
}

/** Takes manifests, good or bad, through the whole engine: parsed, applied in two steps, asked, half of it deleted. */
export function runThrough(manifests: readonly unknown[]): Outcome {
  const parsed = manifests.map((manifest) => parseResource(manifest));
  const resources = parsed.flatMap((one): Resource[] => (one.kind === 'resource' ? [one.resource] : []));
  const engine = createEngine();
  const half = Math.floor(resources.length / 2);
  const upsert = (resource: Resource) => ({ kind: 'upsert', resource }) as const;
  engine.apply(resources.slice(half).map(upsert));
  engine.apply(resources.slice(0, half).map(upsert));
  const text = JSON.stringify([parsed.map(({ findings }) => findings), askEverything(engine)]);
  return { engine, refused: manifests.length - resources.length, text };
}
