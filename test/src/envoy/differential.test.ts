import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runDifferential } from './differential/run.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';

const test = suite('envoy: matcher, Node proxy and a real Envoy decide alike');
const binary = findEnvoy();
const pairs = 2000;

if (binary === undefined) skipped('the differential test');
else {
  // Always the same ones, so that a red run is one's own doing; `npm run differential` looks further.
  test(`${pairs} random pairs of configuration and request`, async () => {
    const { pairs: compared, decided, disagreements, outcomes } = await runDifferential({ binary, pairs, seed: 1 });
    assert.ok(compared >= pairs);
    assert.ok(decided > pairs / 3, 'most requests reach a rule');
    for (const outcome of ['forward 200', 'redirect 302', 'respond 400', 'none 404'])
      assert.ok(outcomes.has(outcome), outcome);
    assert.is(disagreements.length, 0, 'see above');
  });
}

test.run();
