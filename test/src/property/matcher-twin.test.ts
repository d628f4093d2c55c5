import { compileConfiguration } from '@routeward/core';
import { aimedRequests, collidingConfiguration } from '@routeward/testing';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { firstDifference } from './matcher-agrees.ts';

const test = suite('property: the compiled matcher and its slow twin');

const perConfiguration = 20;

const configurationAndRequests = collidingConfiguration().chain((configuration) =>
  fc.tuple(fc.constant(configuration), aimedRequests(configuration, perConfiguration)),
);

test('agree on 20,000 pairs of configuration and request', () => {
  fc.assert(
    fc.property(configurationAndRequests, ([configuration, requests]) => {
      assert.is(firstDifference(configuration, compileConfiguration(configuration), requests), undefined);
    }),
    { numRuns: 20_000 / perConfiguration },
  );
});

test.run();
