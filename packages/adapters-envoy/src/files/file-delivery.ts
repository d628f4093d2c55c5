import { setTimeout as pause } from 'node:timers/promises';
import { emptySnapshot, type ResourceKind, typeUrlOf } from '../delivery/resource-kind.ts';
import type { EnvoyResource, EnvoyResources, EnvoySnapshot } from '../resource.ts';
import { existingClusters } from './existing-clusters.ts';
import { bootstrapFile, clustersFile, type FiledKind, listenersFile, resourceFile } from './file-names.ts';
import { filesBootstrap } from './files-bootstrap.ts';
import { FolderWriter } from './folder-writer.ts';

export interface FileDeliveryOptions {
  /** Where the files go; made where it is not there. */
  readonly folder: string;
  /** The same folder as the Envoy's machine sees it; the folder itself unless set. */
  readonly folderOfEnvoy?: string;
  readonly node?: { readonly id: string; readonly cluster: string };
  /** Port of Envoy's admin page, on loopback; none unless set. */
  readonly adminPort?: number;
  /** Milliseconds that new clusters get to become warm before traffic goes there; 1,000 unless set. */
  readonly warmingDelay?: number;
  /** Milliseconds that what nobody refers to any more is kept; 5,000 unless set. */
  readonly removalDelay?: number;
}

/** A folder for Envoy's file subscription. */
export interface FileDelivery {
  /**
   * Puts a snapshot in force, one part after the other; resolves when all is done. It must have been translated with
   * `fileConfigSource`. Of several snapshots that wait only the last one is written.
   */
  write(snapshot: EnvoySnapshot): Promise<void>;
}

const content = (kind: ResourceKind, resources: EnvoyResources, version: string): string =>
  `${JSON.stringify({
    version_info: version,
    type_url: typeUrlOf[kind],
    resources: [...resources.values()].map(({ body }) => body),
  })}\n`;

const single = (kind: FiledKind, resource: EnvoyResource): string =>
  content(kind, new Map([[resource.name, resource]]), resource.version);

const versionOf = (resources: EnvoyResources): string =>
  [...resources.values()].map(({ name, version }) => `${name} ${version}`).join(', ');

const filedKinds: readonly FiledKind[] = ['secrets', 'endpoints', 'routes'];

class FolderDelivery implements FileDelivery {
  readonly #options: FileDeliveryOptions;
  readonly #folder: FolderWriter;
  #inForce: EnvoySnapshot = emptySnapshot;
  #waiting: EnvoySnapshot | undefined;
  #work: Promise<void> | undefined;

  constructor(options: FileDeliveryOptions) {
    this.#options = options;
    this.#folder = new FolderWriter(options.folder);
  }

  write(snapshot: EnvoySnapshot): Promise<void> {
    this.#waiting = snapshot;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
    return this.#work;
  }

  async #run(): Promise<void> {
    if (this.#inForce === emptySnapshot) await this.#begin();
    while (this.#waiting) {
      const next: EnvoySnapshot = this.#waiting;
      this.#waiting = undefined;
      await this.#change(this.#inForce, next);
      this.#inForce = next;
    }
  }

  async #begin(): Promise<void> {
    const {
      folder,
      folderOfEnvoy = folder,
      node = { id: 'routeward', cluster: 'routeward' },
      adminPort,
    } = this.#options;
    await this.#folder.prepare();
    const bootstrap = filesBootstrap({ folder: folderOfEnvoy, node, ...(adminPort !== undefined && { adminPort }) });
    await this.#folder.write(bootstrapFile, `${JSON.stringify(bootstrap, null, 2)}\n`);
    this.#inForce = { ...emptySnapshot, clusters: await existingClusters(folder) };
  }

  /** Make before break: what is referred to first, what nobody refers to any more last. */
  async #change(before: EnvoySnapshot, after: EnvoySnapshot): Promise<void> {
    const { warmingDelay = 1_000, removalDelay = 5_000 } = this.#options;
    const isFirst = before.clusters.size === 0;
    await this.#writeEach('secrets', after.secrets);
    await this.#writeEach('endpoints', after.endpoints);
    const clusters = new Map([...before.clusters, ...after.clusters]);
    await this.#folder.write(clustersFile, content('clusters', clusters, versionOf(clusters)));
    const hasNew = [...after.clusters.keys()].some((name) => !before.clusters.has(name));
    if (hasNew && !isFirst) await pause(warmingDelay);
    await this.#writeEach('routes', after.routes);
    await this.#folder.write(listenersFile, content('listeners', after.listeners, versionOf(after.listeners)));
    if (clusters.size > after.clusters.size) {
      await pause(removalDelay);
      await this.#folder.write(clustersFile, content('clusters', after.clusters, versionOf(after.clusters)));
    }
    await this.#folder.removeOthers(filesOf(after));
  }

  async #writeEach(kind: FiledKind, resources: EnvoyResources): Promise<void> {
    for (const resource of resources.values()) {
      if (this.#inForce[kind].get(resource.name) === resource) continue;
      await this.#folder.write(resourceFile(kind, resource.name), single(kind, resource));
    }
  }
}

const filesOf = (snapshot: EnvoySnapshot): ReadonlySet<string> =>
  new Set(filedKinds.flatMap((kind) => [...snapshot[kind].keys()].map((name) => resourceFile(kind, name))));

export const createFileDelivery = (options: FileDeliveryOptions): FileDelivery => new FolderDelivery(options);
