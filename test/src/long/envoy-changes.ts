// 1,000 changes of a running Envoy's routes under load, with the server ended and started anew every 100 changes; by delta
// and by state of the world. No request may fail and no resource may be refused. `node envoy-changes.js [count]`.
import { findEnvoy } from '../envoy/support/envoy-binary.ts';
import { type ChangesResult, runChanges } from '../envoy-delivery/support/changes.ts';

const restarts = 100;

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);

function report(variant: string, { changes, requests, failures, refusals, delays }: ChangesResult): void {
  const times = `change to traffic ${at(delays, 0.5)} ms at the median, ${at(delays, 0.99)} ms at the 99th percentile`;
  console.log(
    `${variant}: ${changes} changes, ${requests} requests, ${failures.length} failed, ${refusals.length} refused; ${times}`,
  );
  for (const failure of failures.slice(0, 5)) console.log(`  ${failure}`);
  for (const refusal of refusals.slice(0, 5)) console.log(`  ${refusal}`);
}

const binary = findEnvoy();
if (binary === undefined) throw new Error('no Envoy here: npm run envoy');
const count = Number(process.argv[2] ?? 1_000);
for (const variant of ['delta', 'sotw'] as const) {
  const result = await runChanges(binary, variant, count, restarts);
  report(variant, result);
  if (result.failures.length + result.refusals.length > 0) process.exitCode = 1;
}
