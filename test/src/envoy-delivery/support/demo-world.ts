import {
  createTranslator,
  type EnvoySnapshot,
  type TranslateOptions,
  type Translator,
} from '@routeward/adapters-envoy';
import { createEngine, type Engine, parseResource, type ResourceChange } from '@routeward/core';

const gatewayApi = 'gateway.networking.k8s.io/v1';

const upsert = (value: unknown): ResourceChange => {
  const parsed = parseResource(value);
  if (parsed.kind === 'resource') return { kind: 'upsert', resource: parsed.resource };
  throw new Error(parsed.findings.map(({ path, message }) => `${path}: ${message}`).join('; '));
};

const service = (name: string): ResourceChange =>
  upsert({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'app' }, spec: { ports: [{ port: 80 }] } });

/** A rule of a route: where a prefix goes, and what its answers say in `x-version`. */
export interface MadeRule {
  readonly prefix: string;
  readonly service: string;
  readonly version?: string;
}

const headers = ({ version }: MadeRule) =>
  version === undefined
    ? {}
    : {
        filters: [
          {
            type: 'ResponseHeaderModifier',
            responseHeaderModifier: { set: [{ name: 'x-version', value: version }] },
          },
        ],
      };

/** One Gateway with one HTTP listener, Services, and routes that a test changes. */
export class DemoWorld {
  readonly engine: Engine = createEngine();
  readonly #services: readonly string[];

  constructor(services: readonly string[]) {
    this.#services = services;
    this.engine.apply([
      upsert({
        apiVersion: gatewayApi,
        kind: 'GatewayClass',
        metadata: { name: 'c' },
        spec: { controllerName: 'routeward.dev/gateway-controller' },
      }),
      upsert({
        apiVersion: gatewayApi,
        kind: 'Gateway',
        metadata: { name: 'web', namespace: 'app' },
        spec: { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
      }),
      ...services.map(service),
    ]);
  }

  route(name: string, hostname: string | undefined, rules: readonly MadeRule[]): ResourceChange {
    return upsert({
      apiVersion: gatewayApi,
      kind: 'HTTPRoute',
      metadata: { name, namespace: 'app' },
      spec: {
        parentRefs: [{ name: 'web' }],
        ...(hostname !== undefined && { hostnames: [hostname] }),
        rules: rules.map((rule) => ({
          matches: [{ path: { type: 'PathPrefix', value: rule.prefix } }],
          ...headers(rule),
          backendRefs: [{ name: rule.service, port: 80 }],
        })),
      },
    });
  }

  /** Listeners bind any free port of loopback; `ports` says where each Service is. */
  translator(ports: ReadonlyMap<string, number>, options: TranslateOptions = {}): Translator {
    const backends = new Map(
      this.#services.map((name) => [`app/${name}:80`, [{ address: '127.0.0.1', port: ports.get(name) ?? 1 }]]),
    );
    return createTranslator({ bind: '127.0.0.1', portMap: new Map([['80', 0]]), backends, ...options });
  }

  apply(translator: Translator, changes: readonly ResourceChange[]): EnvoySnapshot {
    this.engine.apply(changes);
    return translator.translate(this.engine.configuration);
  }
}
