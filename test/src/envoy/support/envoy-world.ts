import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type BackendAddress, type EnvoySnapshot, type TranslateOptions, translate } from '@routeward/adapters-envoy';
import { checkResource } from '@routeward/adapters-envoy/delivery';
import type { EffectiveConfiguration } from '@routeward/core';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../../support/core-from-yaml.ts';
import { EchoBackends, type Seen } from './echo-backends.ts';
import { EnvoyProcess } from './envoy-process.ts';
import { mergedBootstrap } from './merged-bootstrap.ts';

export interface Asked {
  readonly port?: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All that reached a backend. */
  readonly seen: readonly Seen[];
  readonly body: Buffer;
}

const oneLine = (yaml: string): string => yaml.replaceAll(/\n\s*/g, ' ');

/** A GatewayClass, the Gateway `default/web` and Services `a` to `d`; listeners as JSON-like YAML. */
export const gateway = (listeners: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: c}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: default}
spec:
  gatewayClassName: c
  listeners: ${oneLine(listeners)}
${['a', 'b', 'c', 'd'].map((name) => `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: default}\nspec: {ports: [{port: 80}]}`).join('\n')}
`;

/** An HTTPRoute of `default/web`; hostnames and rules as JSON-like YAML. */
export const route = (name: string, hostnames: string, rules: string, section = ''): string => `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: default}
spec:
  parentRefs: [{name: web${section === '' ? '' : `, sectionName: ${section}`}}]
  hostnames: ${hostnames}
  rules: ${oneLine(rules)}
`;

/** What Envoy's API does not know. */
const problems = ({ listeners, routes, clusters, endpoints, secrets }: EnvoySnapshot) =>
  [listeners, routes, clusters, endpoints, secrets]
    .flatMap((part) => [...part.values()])
    .flatMap((resource) => checkResource(resource));

/** Manifests behind a real Envoy, with echo backends for the Services `a` to `c`; `d` has no endpoint. */
export class EnvoyWorld {
  readonly backends = new EchoBackends();
  readonly #manifests: string;
  readonly #edit: (configuration: EffectiveConfiguration) => EffectiveConfiguration;
  readonly #options: TranslateOptions;
  #envoy: EnvoyProcess | undefined;
  #turn = 0;

  constructor(
    manifests: string,
    edit: (configuration: EffectiveConfiguration) => EffectiveConfiguration = (configuration) => configuration,
    options: TranslateOptions = {},
  ) {
    this.#options = options;
    this.#manifests = manifests;
    this.#edit = edit;
  }

  get configuration(): EffectiveConfiguration {
    return this.#edit(coreFromYaml(this.#manifests).engine.configuration);
  }

  /** `elsewhere` are backends that are no echo backends, by `namespace/name:port`. */
  async start(binary: string, elsewhere: ReadonlyMap<string, readonly BackendAddress[]> = new Map()): Promise<void> {
    const snapshot = await this.#snapshot(elsewhere);
    assert.equal(problems(snapshot), []);
    this.#envoy = await EnvoyProcess.start(binary, mergedBootstrap(new Map([['world', snapshot]])));
  }

  async stop(): Promise<void> {
    await this.#envoy?.stop();
    this.backends.close();
  }

  /** The port of this machine that stands for a listener's. */
  async port(listenerPort = 80): Promise<number> {
    return (await this.#envoy?.ports())?.get(`world:default/web/${listenerPort}`) ?? 0;
  }

  async ask(url: string, { port: listenerPort = 80, method = 'GET', headers = {} }: Asked = {}): Promise<Answered> {
    const [, host = '', path = '/'] = /^([^/]*)(\/.*)$/.exec(url) ?? [];
    const id = `w${this.#turn++}`;
    const options = { host: '127.0.0.1', port: await this.port(listenerPort), method, path, agent: false };
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ ...options, headers: { host, 'x-case': id, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode: status = 0, headers: fields } = response;
          resolve({ status, headers: fields, seen: this.backends.take(id), body: Buffer.concat(chunks) });
        });
      });
      sent.on('error', reject).end();
    });
  }

  /** What Envoy said, from warnings on. */
  get log(): string {
    return this.#envoy?.log ?? '';
  }

  /** Answer of Envoy's admin page. */
  admin(path: string): Promise<string> {
    return this.#envoy?.admin(path) ?? Promise.resolve('');
  }

  async #snapshot(elsewhere: ReadonlyMap<string, readonly BackendAddress[]>): Promise<EnvoySnapshot> {
    const addresses = new Map(elsewhere);
    for (const name of ['a', 'b', 'c']) {
      const key = `default/${name}:80`;
      if (!addresses.has(key)) addresses.set(key, [{ address: '127.0.0.1', port: await this.backends.port(key) }]);
    }
    const { gateways } = this.configuration;
    const ports = gateways.flatMap(({ listeners }) => listeners.map(({ port }) => String(port)));
    const portMap = new Map(ports.map((port) => [port, 0]));
    return translate(this.configuration, { ...this.#options, bind: '127.0.0.1', portMap, backends: addresses });
  }
}
