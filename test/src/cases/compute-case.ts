import {
  type ConfigurationMatcher,
  compileConfiguration,
  createEngine,
  type Engine,
  parseResource,
  type Resource,
} from '@routeward/core';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import type { Case } from './case-files.ts';

export interface ComputedCase {
  readonly engine: Engine;
  readonly matcher: ConfigurationMatcher;
}

function readResources({ name, input }: Case): Resource[] {
  return parseAllDocuments(input).map((document) => {
    const parsed = parseResource(document.toJS(), { channel: 'experimental' });
    if (parsed.kind === 'resource') return parsed.resource;
    const messages = parsed.findings.map(({ path, message }) => `${path}: ${message}`);
    assert.unreachable(`${name}: not a valid resource: ${messages.join('; ')}`);
    throw new Error('unreachable');
  });
}

/** The case's manifests through the whole core: what a route can do here it can do in the command. */
export function computeCase(found: Case): ComputedCase {
  const engine = createEngine();
  engine.apply(readResources(found).map((resource) => ({ kind: 'upsert', resource })));
  return { engine, matcher: compileConfiguration(engine.configuration) };
}
