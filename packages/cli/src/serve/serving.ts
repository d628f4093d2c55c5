import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDataPlane, type DataPlane, type ProxyEvent } from '@routeward/adapters-node';
import { adminPages } from '../admin/admin-pages.ts';
import { startAdmin } from '../admin/admin-server.ts';
import { Metrics } from '../admin/metrics.ts';
import type { Context } from '../context.ts';
import { plain } from '../explanation/decision-text.ts';
import { addressesOf } from './addresses.ts';
import type { ServeFlags } from './flags.ts';
import { keyMaterial } from './key-material.ts';
import type { LiveManifests } from './live-manifests.ts';
import type { BoundAddress } from './served-table.ts';

export interface ServingOptions extends Pick<ServeFlags, 'bind' | 'portOffset' | 'port' | 'backend' | 'admin'> {
  /** What to do where a port is taken. */
  readonly onPortTaken: 'next' | 'fail';
}

/** A proxy that runs: the data plane, and the admin server where one was asked for. */
export interface Serving {
  readonly plane: DataPlane;
  /** Where the admin server listens. */
  readonly adminAddress: string | undefined;
  readonly bound: BoundAddress;
  /** Puts what the manifests say by now in force. */
  update(): Promise<void>;
  /** Lets requests in flight finish. */
  close(): Promise<void>;
}

/** Milliseconds that requests in flight get to finish. */
const grace = 10_000;

const reasons: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is taken: --port and --port-offset choose another'],
  ['EACCES', 'needs privileges: --port and --port-offset choose another'],
  ['EADDRNOTAVAIL', 'can not be opened: this machine does not have the address of --bind'],
]);

const notServed = (detail: string): string =>
  detail.replace(/: (E[A-Z]+)$/, (all, code: string) => (reasons.has(code) ? ` ${reasons.get(code)}` : all));

/** Says what the person at the terminal should know of an event; traffic goes to the metrics only. */
function tell({ io, colours }: Context, event: ProxyEvent): void {
  if (event.kind === 'not-served') {
    const { gateway, listener, detail } = event;
    io.err(`${colours.err.yellow('not served')}: ${plain`${gateway} ${listener}: ${notServed(detail)}`}\n`);
  }
  if (event.kind === 'policy-failure') {
    io.err(`${colours.err.yellow('closed')}: ${plain`${event.route} rule ${event.rule}: ${event.detail}`}\n`);
  }
  if (event.kind === 'unsupported') {
    io.err(`${colours.err.yellow('not carried out')}: ${plain`${event.backend}: ${event.detail}`}\n`);
  }
  if (event.kind === 'internal-error') {
    io.err(`${colours.err.red('internal error')}, please report it: ${plain`${event.message}`}\n`);
  }
}

const closeServer = (server: Server | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (!server) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Opens the ports that the manifests ask for. */
export async function startServing(context: Context, live: LiveManifests, options: ServingOptions): Promise<Serving> {
  const metrics = options.admin === undefined ? undefined : new Metrics();
  const countProblems = (): void => {
    const errors = live.problems.filter(({ severity }) => severity === 'error').length;
    metrics?.problems(errors, live.problems.length - errors);
  };
  const { configuration } = live.engine;
  const plane = createDataPlane({
    configuration,
    bind: options.bind,
    portOffset: options.portOffset,
    portMap: options.port,
    onPortTaken: options.onPortTaken,
    backends: addressesOf(options.backend),
    secrets: keyMaterial((key) => live.engine.resource(key)),
    onEvent: (event) => {
      metrics?.observe(event);
      tell(context, event);
    },
  });
  metrics?.observe({ kind: 'configuration', version: configuration.version });
  countProblems();
  await plane.listen();
  const pages = metrics && adminPages({ live, plane, metrics });
  const admin = pages && options.admin !== undefined ? await startAdmin(options.admin, pages) : undefined;
  const address = admin?.address();
  return {
    plane,
    adminAddress: isAddress(address) ? `127.0.0.1:${address.port}` : undefined,
    bound: (gateway, port) => {
      const found = plane.listeners.find((listener) => listener.gateway === gateway && listener.port === port);
      return found && `${found.address.includes(':') ? `[${found.address}]` : found.address}:${found.bound}`;
    },
    update: async () => {
      await plane.update(live.engine.configuration);
      countProblems();
    },
    close: async () => {
      await closeServer(admin);
      await plane.close({ graceMs: grace });
    },
  };
}

const isAddress = (address: AddressInfo | string | null | undefined): address is AddressInfo =>
  typeof address === 'object' && address !== null;
