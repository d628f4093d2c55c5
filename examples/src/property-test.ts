// A property test of one's own gateway: generated configurations and requests aimed at them, and an oracle that was
// written line by line from the specification. Run it with the test runner that you have; a plain script will do.
import * as assert from 'node:assert/strict';
import { compileConfiguration, createMatchResult, type EffectiveConfiguration } from '@routeward/core';
import { type AimedRequest, effectiveConfiguration, referenceMatch, requestFor, requestView } from '@routeward/testing';
import * as fc from 'fast-check';

/** The code under test: put your own here. It says which rule of which route a request meets. */
function myRouter(configuration: EffectiveConfiguration, request: AimedRequest): string | undefined {
  const result = createMatchResult();
  compileConfiguration(configuration).port(request.gateway, request.port)?.match(requestView(request), result);
  return result.rule && `${result.rule.origin.route} rule ${result.rule.origin.rule}`;
}

const pairs = effectiveConfiguration().chain((configuration) =>
  fc.tuple(fc.constant(configuration), requestFor(configuration)),
);

let hits = 0;
fc.assert(
  fc.property(pairs, ([configuration, request]) => {
    const expected = referenceMatch(configuration, request).rule?.origin;
    if (expected) hits += 1;
    assert.equal(myRouter(configuration, request), expected && `${expected.route} rule ${expected.rule}`);
  }),
  { numRuns: 300 },
);
console.log(`300 configurations agree with the oracle; ${hits} requests met a rule`);
