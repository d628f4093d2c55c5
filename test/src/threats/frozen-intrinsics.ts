// Run in a process of its own by the test of CP06: freezing concerns everybody in a process.
import { clusterManifests } from '@routeward/testing';
import * as fc from 'fast-check';
import { hostileNames, routesNamedAlike, worldOfHostileNames } from './prototype-names.ts';
import { runThrough } from './run-through.ts';

const samples = fc.sample(clusterManifests(), { numRuns: 100, seed: 6 });

for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value: unknown = Reflect.get(globalThis, name);
  // zod names its errors by assignment, which an Error.prototype that is frozen does not allow.
  if (typeof value !== 'function' || name.endsWith('Error')) continue;
  const prototype: unknown = Reflect.get(value, 'prototype');
  if (prototype !== null && typeof prototype === 'object') Object.freeze(prototype);
  Object.freeze(value);
}

for (const manifests of samples) runThrough(manifests);
const world = worldOfHostileNames();
for (const name of hostileNames) {
  const { route } = world.decide({ path: '/header', headers: [[name, 'yes']] });
  if (route !== `HTTPRoute/shop/${routesNamedAlike(name)}`) throw new Error(`${name}: ${route}`);
}
process.stdout.write('frozen: all right\n');
