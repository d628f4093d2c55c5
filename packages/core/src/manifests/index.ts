export type { LocatedResource, Manifests, UnsupportedObject } from './manifests.ts';
export { mergeManifests, withPositions } from './manifests.ts';
export { type ManifestOptions, parseManifests } from './parse-manifests.ts';
