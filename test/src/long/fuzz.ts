import { clusterManifests } from '@routeward/testing';
import * as fc from 'fast-check';
import { damagedManifests } from '../threats/damage.ts';
import { damagedText } from '../threats/damaged-text.ts';
import { runThrough } from '../threats/run-through.ts';
import { read } from '../threats/world.ts';

// The long form of threat CP19: `npm run fuzz`, or `npm run fuzz -- COUNT SEED` for fewer, or for the same again.
const [count = '100000', seed = String(Date.now() & 0x7fffffff)] = process.argv.slice(2);
const runs = Number(count);
const step = 5000;
process.stdout.write(`${runs} configurations, half of them damaged, and ${runs / 10} damaged files; seed ${seed}\n`);

const intact = clusterManifests();
const either = fc.oneof(intact, damagedManifests(intact));
let resources = 0;
let refused = 0;
let findings = 0;

const throughTheEngine = fc.property(either, (manifests) => {
  const outcome = runThrough(manifests);
  resources += manifests.length;
  refused += outcome.refused;
});

const asText = fc.property(damagedText(clusterManifests({ maxRoutes: 3 })), (text) => {
  findings += read(text).findings.length;
});

const started = performance.now();
for (let done = 0; done < runs; done += step) {
  const numRuns = Math.min(step, runs - done);
  // Throws with the smallest configuration that fails.
  fc.assert(throughTheEngine, { numRuns, seed: Number(seed) + done });
  fc.assert(asText, { numRuns: Math.ceil(numRuns / 10), seed: Number(seed) + done });
  process.stdout.write(`${done + numRuns} done, ${Math.round((performance.now() - started) / 1000)} s\n`);
}
process.stdout.write(`0 throws; ${resources} resources, ${refused} refused; ${findings} findings in damaged files\n`);
