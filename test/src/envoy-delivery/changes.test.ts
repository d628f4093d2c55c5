import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEnvoy, skipped } from '../envoy/support/envoy-binary.ts';
import { runChanges } from './support/changes.ts';

const test = suite('envoy delivery: changes under load');

const binary = findEnvoy();

for (const variant of ['delta', 'sotw'] as const) {
  if (binary === undefined) {
    skipped(`changes under load, ${variant}`);
    continue;
  }
  test(`${variant}: 50 changes and two restarts of the server fail no request and are refused by nobody`, async () => {
    const { failures, refusals, requests } = await runChanges(binary, variant, 50, 20);
    assert.equal(refusals, []);
    assert.equal(failures, []);
    assert.ok(requests > 50, 'there was load');
  });
}

test.run();
