import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compileConfiguration, createMatchResult, createRequestView } from '@routeward/core';
import {
  aimedRequests,
  collidingConfiguration,
  type ReferenceRequest,
  type ReferenceResult,
  referenceMatch,
} from '@routeward/testing';
import fc from 'fast-check';
import { cpuName } from './report/record.ts';
import { writeRecord, writeSection } from './report/write.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
});
const requestsEach = 20;
const wanted = Number(values.pairs);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));

const view = createRequestView();
const result = createMatchResult();

function compiledMatch(matcher: ReturnType<typeof compileConfiguration>, request: ReferenceRequest): ReferenceResult {
  const port = matcher.port(request.gateway, request.port);
  if (!port) return { listener: undefined, rule: undefined };
  view.authority = request.authority;
  view.path = request.path;
  view.method = request.method;
  view.rawHeaders = request.headers.flat();
  view.scheme = request.scheme;
  port.match(view, result);
  return result;
}

const counts = { pairs: 0, configurations: 0, rules: 0, 'a rule': 0, 'a listener without a rule': 0, 'no listener': 0 };

const kindOf = ({ listener, rule }: ReferenceResult) =>
  rule ? 'a rule' : listener ? 'a listener without a rule' : 'no listener';

const configurationAndRequests = collidingConfiguration().chain((configuration) =>
  fc.tuple(fc.constant(configuration), aimedRequests(configuration, requestsEach)),
);

const agreement = fc.property(configurationAndRequests, ([configuration, requests]) => {
  const matcher = compileConfiguration(configuration);
  const virtualHosts = configuration.gateways.flatMap(({ listeners }) => listeners.flatMap((one) => one.virtualHosts));
  counts.configurations++;
  counts.rules += virtualHosts.reduce((sum, { rules }) => sum + rules.length, 0);
  for (const request of requests) {
    const compiled = compiledMatch(matcher, request);
    const reference = referenceMatch(configuration, request);
    counts.pairs++;
    counts[kindOf(reference)]++;
    if (compiled.rule !== reference.rule || compiled.listener !== reference.listener) {
      throw new Error(`differ on ${JSON.stringify(request)}`);
    }
  }
});

const start = performance.now();
// In parts, so that a long run shows how far it is; each part has a seed of its own.
const partSize = 50_000;
for (let part = 0; counts.pairs < wanted; part++) {
  const runs = Math.ceil(Math.min(partSize, wanted - counts.pairs) / requestsEach);
  fc.assert(agreement, { numRuns: runs, seed: seed + part });
  console.log(`${counts.pairs} pairs agree, ${Math.round((performance.now() - start) / 1000)} s`);
}

const record = {
  date: new Date().toISOString().slice(0, 10),
  cpu: cpuName(),
  cores: cpus().length,
  node: process.versions.node,
  seed,
  seconds: Math.round((performance.now() - start) / 1000),
  counts,
};
const answers = (['a rule', 'a listener without a rule', 'no listener'] as const)
  .map((kind) => `${counts[kind]} with ${kind}`)
  .join(', ');
const summary = `${record.date}, Node ${record.node}, seed ${seed}: ${counts.pairs} pairs of ${counts.configurations} configurations with ${counts.rules} rules agree (${answers}), in ${record.seconds} s.`;
console.log(summary);
// A short run is a look, a long one is a record.
if (wanted >= 1_000_000) {
  writeSection('twin', summary);
  console.log(`written: docs/performance.md and ${writeRecord('-twin', record, record)}`);
}
