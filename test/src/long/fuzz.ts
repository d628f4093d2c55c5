import { clusterManifests } from '@routeward/testing';
import * as fc from 'fast-check';
import { damagedManifests } from '../threats/damage.ts';
import { runThrough } from '../threats/run-through.ts';

// The long form of threat CP19: `npm run fuzz`, or `npm run fuzz -- COUNT SEED`.
const [count = '100000', seed = String(Date.now() & 0x7fffffff)] = process.argv.slice(2);
const runs = Number(count);
const step = 5000;
process.stdout.write(`${runs} configurations, half of them damaged, seed ${seed}\n`);

const intact = clusterManifests();
const either = fc.oneof(intact, damagedManifests(intact));
let resources = 0;
let refused = 0;
const started = performance.now();
for (let done = 0; done < runs; done += step) {
  const property = fc.property(either, (manifests) => {
    const outcome = runThrough(manifests);
    resources += manifests.length;
    refused += outcome.refused;
  });
  // Throws with the smallest failing configuration.
  fc.assert(property, { numRuns: Math.min(step, runs - done), seed: Number(seed) + done });
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${Math.min(done + step, runs)} done, ${seconds} s\n`);
}
process.stdout.write(`0 throws; ${resources} resources, ${refused} of them refused\n`);
