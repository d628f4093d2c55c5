import { type Command, InvalidArgumentError } from 'commander';

/** Where a backend's traffic goes instead of to the endpoints of the manifests. */
export interface BackendOverride {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly target: { readonly address: string; readonly port: number };
}

/** Where listeners and backends are. */
export interface PlacementFlags {
  readonly portOffset: number;
  /** Listener port, or `namespace/name:port`, to the port that is opened; 0 lets the system choose. */
  readonly port: ReadonlyMap<string, number>;
  readonly backend: readonly BackendOverride[];
  /** Lets endpoints of the manifests be on this machine. */
  readonly allowLoopbackEndpoints?: true;
}

export interface ServeFlags extends PlacementFlags {
  readonly watch?: true;
  readonly bind: string;
  readonly admin?: number;
}

const highestPort = 65_535;

/** Throws where the text is no port from `lowest` on. */
export function portNumber(text: string, lowest: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= lowest && port <= highestPort) return port;
  throw new InvalidArgumentError(`"${text}" is not a port.`);
}

/** `80=8080` for every Gateway, `infra/web:80=8080` for one. */
function movedPort(value: string, earlier: ReadonlyMap<string, number>): Map<string, number> {
  const [, gateway, from, to] = /^(?:([^/:=]+\/[^/:=]+):)?(\d+)=(\d+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined) {
    throw new InvalidArgumentError('It is written as 80=8080, or namespace/name:80=8080 for one Gateway.');
  }
  const port = String(portNumber(from, 1));
  return new Map(earlier).set(gateway === undefined ? port : `${gateway}:${port}`, portNumber(to, 0));
}

function offset(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > highestPort)
    throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return Number(value);
}

function backendOverride(value: string, earlier: readonly BackendOverride[]): BackendOverride[] {
  const [, namespace, name, port, url] = /^([^/=]+)\/([^/:=]+):(\d+)=(.+)$/.exec(value) ?? [];
  const target = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (namespace === undefined || name === undefined || port === undefined || !target) {
    throw new InvalidArgumentError('It is written as namespace/name:port=http://127.0.0.1:9001.');
  }
  if (target.protocol !== 'http:')
    throw new InvalidArgumentError('The URL is http: the proxy speaks no TLS to backends yet.');
  if (target.pathname !== '/' || target.search !== '' || target.username !== '') {
    throw new InvalidArgumentError('The URL has a host and a port only.');
  }
  const address = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const targetPort = target.port === '' ? 80 : Number(target.port);
  return [...earlier, { namespace, name, port: portNumber(port, 1), target: { address, port: targetPort } }];
}

/** Adds the flags that say where listeners and backends are. */
export const addPlacement = (command: Command): Command =>
  command
    .option('--port-offset <number>', 'open listener port + number', offset, 0)
    .option('--port <from=to>', 'open another port for a listener port; may be repeated', movedPort, new Map())
    .option('--backend <ns/name:port=url>', 'send a backend elsewhere; may be repeated', backendOverride, [])
    .option('--allow-loopback-endpoints', 'let EndpointSlices name this machine; off, since tenants may write them');

/** Adds the flags of `serve`. */
export const addServing = (command: Command): Command =>
  addPlacement(command)
    .option('--watch', 'follow changes of the manifests')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--admin <port>', 'health, readiness, metrics, configuration and explain on loopback', (value) =>
      portNumber(value, 0),
    );
