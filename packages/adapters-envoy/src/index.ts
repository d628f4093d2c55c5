export { type BootstrapOptions, bootstrap } from './bootstrap/bootstrap.ts';
export {
  aggregated,
  type BackendAddress,
  type ConfigSource,
  type EntryProvider,
  type RateLimitService,
  type SecretMaterial,
  type SecretProvider,
  type TranslateOptions,
  type Workload,
} from './options.ts';
export type { ResourcePatch, SnapshotPart } from './patches/resource-patch.ts';
export type { EnvoyResource, EnvoyResources, EnvoySnapshot, JsonObject, JsonValue } from './resource.ts';
export { createTranslator, type Translator, translate } from './translate.ts';
export { typeUrls } from './type-urls.ts';
