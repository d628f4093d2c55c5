import { clusterManifests, manifest } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { damagedManifests } from './damage.ts';
import { damagedText } from './damaged-text.ts';
import { runThrough } from './run-through.ts';
import { read } from './world.ts';

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

test('500 files in which fingers slipped: none throws, and every finding points into the file', () => {
  fc.assert(
    fc.property(damagedText(fc.array(manifest(), { minLength: 1, maxLength: 3 })), (text) => {
      const lines = text.split('\n').length;
      for (const { position } of read(text).findings) {
        assert.ok(position !== undefined && position.line >= 1 && position.line <= lines && position.column >= 1);
      }
    }),
    { numRuns: 500 },
  );
});

test.run();
