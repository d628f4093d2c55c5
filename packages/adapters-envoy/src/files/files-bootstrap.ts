import { type BootstrapOptions, commonBootstrap } from '../bootstrap/common.ts';
import type { JsonObject } from '../resource.ts';
import { clustersFile, fileSource, listenersFile } from './file-names.ts';

export interface FilesBootstrapOptions extends BootstrapOptions {
  /** Envoy wants one with files, too. */
  readonly node: { readonly id: string; readonly cluster: string };
  /** The folder as the Envoy's machine sees it. */
  readonly folder: string;
}

/** A bootstrap that follows the files of a folder. */
export const filesBootstrap = (options: FilesBootstrapOptions): JsonObject => ({
  ...commonBootstrap(options),
  dynamic_resources: {
    lds_config: fileSource(options.folder, listenersFile),
    cds_config: fileSource(options.folder, clustersFile),
  },
});
