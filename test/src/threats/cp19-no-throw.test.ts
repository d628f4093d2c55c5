import { clusterManifests } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import { damagedManifests } from './damage.ts';
import { runThrough } from './run-through.ts';

const test = suite('threat CP19: a configuration that makes the engine throw');

// `npm run fuzz` does the same a hundred thousand times.
test('300 random configurations, none throws', () => {
  fc.assert(
    fc.property(clusterManifests(), (manifests) => {
      runThrough(manifests);
    }),
    { numRuns: 300 },
  );
});

test('700 random configurations with damage, none throws', () => {
  fc.assert(
    fc.property(damagedManifests(clusterManifests()), (manifests) => {
      runThrough(manifests);
    }),
    { numRuns: 700 },
  );
});

test.run();
