import {
  type ConfigurationMatcher,
  compileConfiguration,
  createEngine,
  type Engine,
  parseResource,
  type Resource,
} from '@routeward/core';
import { parseAllDocuments } from 'yaml';

export interface Core {
  readonly engine: Engine;
  readonly matcher: ConfigurationMatcher;
}

function readResource(value: unknown): Resource {
  const parsed = parseResource(value, { channel: 'experimental' });
  if (parsed.kind === 'resource') return parsed.resource;
  const messages = parsed.findings.map(({ path, message }) => `${path}: ${message}`);
  throw new Error(`not a valid resource: ${messages.join('; ')}`);
}

/** Manifests through the whole core; a manifest that is not valid is a mistake in the test and throws. */
export function coreFromYaml(text: string): Core {
  const engine = createEngine();
  const resources = parseAllDocuments(text).map((document) => readResource(document.toJS()));
  engine.apply(resources.map((resource) => ({ kind: 'upsert', resource })));
  return { engine, matcher: compileConfiguration(engine.configuration) };
}
