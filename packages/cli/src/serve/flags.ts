import { type Command, InvalidArgumentError } from 'commander';

/** Where a backend's traffic goes instead of to the endpoints of the manifests. */
export interface BackendOverride {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly target: { readonly protocol: 'http' | 'https'; readonly address: string; readonly port: number };
}

export interface ServeFlags {
  readonly watch?: true;
  readonly bind: string;
  readonly portOffset: number;
  /** Listener port to the port that is opened; 0 lets the system choose. */
  readonly port: ReadonlyMap<number, number>;
  readonly backend: readonly BackendOverride[];
  readonly admin?: number;
}

const highestPort = 65_535;

function portNumber(text: string, lowest: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= lowest && port <= highestPort) return port;
  throw new InvalidArgumentError(`"${text}" is not a port.`);
}

function movedPort(value: string, earlier: ReadonlyMap<number, number>): Map<number, number> {
  const [from, to, ...rest] = value.split('=');
  if (from === undefined || to === undefined || rest.length > 0)
    throw new InvalidArgumentError('It is written as 80=8080.');
  return new Map(earlier).set(portNumber(from, 1), portNumber(to, 0));
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
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    throw new InvalidArgumentError('The URL is http or https.');
  if (target.pathname !== '/' || target.search !== '' || target.username !== '') {
    throw new InvalidArgumentError('The URL has a scheme, a host and a port only.');
  }
  const protocol = target.protocol === 'https:' ? 'https' : 'http';
  const address = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const targetPort = target.port === '' ? (protocol === 'https' ? 443 : 80) : Number(target.port);
  return [...earlier, { namespace, name, port: portNumber(port, 1), target: { protocol, address, port: targetPort } }];
}

/** Adds the flags of `serve`. */
export const addServing = (command: Command): Command =>
  command
    .option('--watch', 'follow changes of the manifests')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--port-offset <number>', 'open listener port + number', offset, 0)
    .option('--port <from=to>', 'open another port for a listener port; may be repeated', movedPort, new Map())
    .option('--backend <ns/name:port=url>', 'send a backend elsewhere; may be repeated', backendOverride, [])
    .option('--admin <port>', 'health, readiness, metrics, configuration and explain on loopback', (value) =>
      portNumber(value, 0),
    );
