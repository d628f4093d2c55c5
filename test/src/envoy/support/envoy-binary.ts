import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const checkout = new URL('../../../../', import.meta.url);

/** Where `scripts/envoy.mjs` puts it. */
const cached = ['.cache/envoy/envoy/_bin/envoy', '.cache/envoy/site/envoy/_bin/envoy'];

/** A real Envoy: the one that ROUTEWARD_ENVOY names, else the one of this checkout; undefined where there is none. */
export function findEnvoy(): string | undefined {
  const named = process.env['ROUTEWARD_ENVOY'];
  const candidates = named ? [named] : cached.map((path) => fileURLToPath(new URL(path, checkout)));
  return candidates.find((path) => existsSync(path));
}

/** Says that a suite can't run here. */
export const skipped = (what: string): void =>
  console.log(`skipped, no Envoy here (ROUTEWARD_ENVOY or npm run envoy): ${what}`);
