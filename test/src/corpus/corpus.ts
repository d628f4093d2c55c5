import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Channel, ResourceKind } from '@routeward/core';

// Objects of the Gateway API project, with the API server's verdicts. They lie beside the repository, not in it.
const folder = new URL('../../../../shared/corpus/gateway-api/', import.meta.url);

export const corpusIsThere = existsSync(folder);

export const channels: readonly Channel[] = ['standard', 'experimental'];

export const gatewayKinds: readonly ResourceKind[] = ['GatewayClass', 'Gateway', 'HTTPRoute', 'ReferenceGrant'];

/** For tests that need the corpus: says so where it is absent, and runs nothing. */
export function withCorpus(what: string, run: () => void): void {
  if (corpusIsThere) run();
  else console.log(`skipped: ${what} (no ../shared/corpus)`);
}

export const readCorpus = (path: string): string => readFileSync(new URL(path, folder), 'utf8');

/** Paths from the corpus' folder, sorted. */
export const corpusFiles = (under: string, ending: string): readonly string[] =>
  readdirSync(fileURLToPath(new URL(under, folder)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${under}/${file}`)
    .sort();
