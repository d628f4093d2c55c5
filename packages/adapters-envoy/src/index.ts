export { type BootstrapOptions, bootstrap } from './bootstrap/bootstrap.ts';
export {
  aggregated,
  type BackendAddress,
  type ConfigSource,
  type SecretMaterial,
  type SecretProvider,
  type TranslateOptions,
} from './options.ts';
export type { ResourcePatch, SnapshotPart } from './patches.ts';
export type { EnvoyResource, EnvoyResources, EnvoySnapshot, JsonObject, JsonValue } from './resource.ts';
export { createTranslator, type Translator, translate } from './translate.ts';
export { typeUrls } from './type-urls.ts';
