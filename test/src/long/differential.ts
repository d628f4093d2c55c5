import { parseArgs } from 'node:util';
import { runDifferential } from '../envoy/differential/run.ts';
import { findEnvoy } from '../envoy/support/envoy-binary.ts';

// The long form of test/src/envoy/differential.test.ts: `npm run differential -- --pairs 200000 --seed 1`.
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '40' },
  },
});
const pairs = Number(values.pairs);
const seed = Number(values.seed);
const perConfiguration = Number(values.requests);
const binary = findEnvoy();
if (binary === undefined) throw new Error('no Envoy: set ROUTEWARD_ENVOY or run npm run envoy');

const start = performance.now();
const shown = Math.max(1, Math.floor(pairs / 20));
let next = shown;
const comparison = await runDifferential({
  binary,
  pairs,
  seed,
  perConfiguration,
  onProgress: (so, index) => {
    if (so.pairs < next) return;
    next = so.pairs + shown;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${so.pairs} pairs, ${index + 1} configurations, ${so.disagreements.length} disagreements, ${seconds} s`,
    );
  },
});
const seconds = ((performance.now() - start) / 1000).toFixed(0);
console.log(
  `${new Date().toISOString().slice(0, 10)}, seed ${seed}: ${comparison.pairs} pairs in ${seconds} s, ` +
    `${comparison.decided} of them decided by a rule, ${comparison.disagreements.length} disagreements`,
);
for (const [name, count] of comparison.outcomes) console.log(`  ${name}: ${count}`);
process.exitCode = comparison.disagreements.length === 0 ? 0 : 1;
