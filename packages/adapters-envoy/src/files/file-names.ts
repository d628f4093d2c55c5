import { digestText } from '../digest.ts';
import type { ConfigSource } from '../options.ts';

/** The parts that have a file for each resource: Envoy takes one route configuration and one cluster's endpoints a file. */
export type FiledKind = 'routes' | 'endpoints' | 'secrets';

const folders: Readonly<Record<FiledKind, string>> = { routes: 'rds', endpoints: 'eds', secrets: 'sds' };

export const listenersFile = 'lds.json';
export const clustersFile = 'cds.json';
export const bootstrapFile = 'bootstrap.json';
export const subfolders: readonly string[] = Object.values(folders);

/** Readable as far as a file name can be; the digest tells names apart that would be the same otherwise. */
const readable = (name: string): string => name.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 100);

/** The file of a resource, relative to the folder. */
export const resourceFile = (kind: FiledKind, name: string): string =>
  `${folders[kind]}/${readable(name)}-${digestText(name)}.json`;

const trimmed = (folder: string): string => folder.replace(/\/+$/, '');

/** For translation: everything is in files below a folder, as the Envoy's machine sees it. */
export const fileConfigSource =
  (folder: string): ConfigSource =>
  (kind, name) => ({
    path_config_source: { path: `${trimmed(folder)}/${resourceFile(kind, name)}` },
    resource_api_version: 'V3',
  });

export const fileSource = (folder: string, file: string) => ({
  path_config_source: { path: `${trimmed(folder)}/${file}` },
  resource_api_version: 'V3',
});
