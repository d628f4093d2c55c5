import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import {
  createTranslator,
  type EnvoySnapshot,
  type TranslateOptions,
  type Translator,
} from '@routeward/adapters-envoy';
import {
  type AdsServer,
  createAdsServer,
  createFileDelivery,
  createRestHandler,
  createRouteScopes,
  type DeliveryEvent,
  type FileDelivery,
  fileConfigSource,
  restConfigSource,
  type ServerIdentity,
  type ServerTls,
  SnapshotStore,
} from '@routeward/adapters-envoy/delivery';
import type { Finding } from '@routeward/core';
import { addressesOf } from '../serve/addresses.ts';
import { keyMaterial } from '../serve/key-material.ts';
import type { LiveManifests } from '../serve/live-manifests.ts';
import { UsageError } from '../usage-error.ts';
import type { FleetFlags } from './fleet-flags.ts';
import { manifestSecrets } from './manifest-secrets.ts';

/** One way to the Envoys: its own translation, since resources name their source. */
interface Channel {
  readonly translator: Translator;
  readonly publish: (snapshot: EnvoySnapshot) => Promise<void> | void;
}

/** Envoys that are steered from here. */
export interface Fleet {
  readonly xdsPort: number;
  readonly restPort: number | undefined;
  readonly server: AdsServer;
  /** What Envoy can't say exactly, and what Envoys have refused. */
  findings(): readonly Finding[];
  /** What Envoys have refused and keep their former state of. */
  refused(): readonly Finding[];
  /** Puts what the manifests say by now in force. */
  update(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds between looks at the certificates. */
const certificateInterval = 5_000;

/** Undefined while a file is not there, as between the steps of a rotation. */
function identityOf(certificate: string, privateKey: string, clientAuthorities: string): ServerIdentity | undefined {
  try {
    return {
      certificate: readFileSync(certificate, 'utf8'),
      privateKey: readFileSync(privateKey, 'utf8'),
      clientAuthorities: readFileSync(clientAuthorities, 'utf8'),
    };
  } catch {
    return undefined;
  }
}

function tlsOf({ xdsCert, xdsKey, xdsClientCa }: FleetFlags): ServerTls | undefined {
  if (xdsCert === undefined && xdsKey === undefined && xdsClientCa === undefined) return undefined;
  if (xdsCert === undefined || xdsKey === undefined || xdsClientCa === undefined) {
    throw new UsageError('--xds-cert, --xds-key and --xds-client-ca belong together');
  }
  const files = [xdsCert, xdsKey, xdsClientCa] as const;
  if (!identityOf(...files)) throw new UsageError('--xds-cert, --xds-key or --xds-client-ca can not be read');
  return {
    identity: () => identityOf(...files),
    onChange: (changed) => {
      for (const file of files) watchFile(file, { interval: certificateInterval }, changed);
      return () => {
        for (const file of files) unwatchFile(file, changed);
      };
    },
  };
}

/** Opens the channels that the flags ask for. */
class ManifestFleet implements Fleet {
  readonly #live: LiveManifests;
  readonly #flags: FleetFlags;
  readonly #channels: Channel[] = [];
  readonly #refused = new Map<string, Finding>();
  readonly #onEvent: (event: DeliveryEvent) => void;
  readonly server: AdsServer;
  #rest: Server | undefined;
  #translated: readonly Finding[] = [];
  xdsPort = 0;
  restPort: number | undefined;

  constructor(live: LiveManifests, flags: FleetFlags, onEvent: (event: DeliveryEvent) => void) {
    this.#live = live;
    this.#flags = flags;
    this.#onEvent = (event) => {
      this.#remember(event);
      onEvent(event);
    };
    const snapshots = new SnapshotStore();
    const tls = tlsOf(flags);
    this.server = createAdsServer({ snapshots, onEvent: this.#onEvent, ...(tls && { tls }) });
    const scopes = flags.envoyScopes > 0 ? createRouteScopes(flags.envoyScopes) : undefined;
    this.#channel({}, (snapshot) => snapshots.set(scopes ? scopes.spread(snapshot) : snapshot));
  }

  async open(): Promise<void> {
    const { xdsRestPort, xdsFolder, bind, xdsPort } = this.#flags;
    if (xdsRestPort !== undefined) await this.#openRest(xdsRestPort);
    if (xdsFolder !== undefined) this.#openFolder(resolve(xdsFolder));
    await this.update();
    this.xdsPort = await this.server.listen(xdsPort, bind).catch(() => {
      throw new UsageError(`port ${xdsPort} of ${bind} can not be opened: --xds-port and --bind choose another`);
    });
  }

  #channel(source: Pick<TranslateOptions, 'configSource'>, publish: Channel['publish']): void {
    const { portOffset, port, backend, envoyBind } = this.#flags;
    const { engine } = this.#live;
    const translator = createTranslator({
      bind: envoyBind,
      portOffset,
      portMap: port,
      backends: addressesOf(backend),
      secrets: manifestSecrets((key) => engine.resource(key)),
      entries: keyMaterial((key) => engine.resource(key)),
      ...source,
    });
    this.#channels.push({ translator, publish });
  }

  async #openRest(port: number): Promise<void> {
    const snapshots = new SnapshotStore();
    this.#channel({ configSource: () => restConfigSource() }, (snapshot) => snapshots.set(snapshot));
    const handler = createRestHandler({ snapshots, onEvent: this.#onEvent });
    const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
      if (!handler(request, response)) response.writeHead(404).end();
    });
    await new Promise<void>((done, reject) => {
      const taken = (): void =>
        reject(new UsageError(`port ${port} can not be opened: --xds-rest-port chooses another`));
      server.once('error', taken).listen(port, this.#flags.bind, done);
    });
    const address = server.address();
    this.restPort = typeof address === 'object' && address !== null ? address.port : port;
    this.#rest = server;
  }

  #openFolder(folder: string): void {
    const delivery: FileDelivery = createFileDelivery({ folder });
    this.#channel({ configSource: fileConfigSource(folder) }, (snapshot) => delivery.write(snapshot));
  }

  #remember(event: DeliveryEvent): void {
    if (event.kind === 'refused') this.#refused.set(`${event.typeUrl} ${event.resource}`, event.finding);
    if (event.kind !== 'accepted') return;
    for (const name of event.resources) this.#refused.delete(`${event.typeUrl} ${name}`);
  }

  findings(): readonly Finding[] {
    return [...this.#translated, ...this.#refused.values()];
  }

  refused(): readonly Finding[] {
    return [...this.#refused.values()];
  }

  async update(): Promise<void> {
    const { configuration } = this.#live.engine;
    for (const { translator, publish } of this.#channels) {
      const snapshot = translator.translate(configuration);
      this.#translated = snapshot.findings;
      await publish(snapshot);
    }
  }

  async close(): Promise<void> {
    await this.server.close();
    await new Promise<void>((done) => {
      if (!this.#rest) return done();
      this.#rest.close(() => done());
      this.#rest.closeAllConnections();
    });
  }
}

/** Opens the discovery servers and folders that the flags ask for, and fills them. */
export async function startFleet(
  live: LiveManifests,
  flags: FleetFlags,
  onEvent: (event: DeliveryEvent) => void,
): Promise<Fleet> {
  const fleet = new ManifestFleet(live, flags, onEvent);
  await fleet.open();
  return fleet;
}
