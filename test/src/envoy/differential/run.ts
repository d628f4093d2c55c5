import { buildEffectiveConfig, compileConfiguration } from '@routeward/core';
import { cluster } from '@routeward/testing';
import * as fc from 'fast-check';
import { EchoBackends } from '../support/echo-backends.ts';
import { Comparer, type Comparison, type Disagreement, emptyComparison } from './compare.ts';
import { comparable } from './planes.ts';
import { requestsFor } from './requests.ts';
import { withServing } from './serving.ts';
import { spread } from './spread.ts';

export interface DifferentialOptions {
  /** Path of a real Envoy. */
  readonly binary: string;
  readonly pairs: number;
  readonly seed: number;
  /** Requests for each configuration; 40 unless set. */
  readonly perConfiguration?: number;
  /** Called after each configuration. */
  readonly onProgress?: (comparison: Comparison, configuration: number) => void;
}

/** Random clusters, and requests aimed at them, through the matcher, the Node proxy and a real Envoy. */
export async function runDifferential(options: DifferentialOptions): Promise<Comparison> {
  const { binary, pairs, seed, perConfiguration = 40, onProgress } = options;
  const comparison = emptyComparison();
  const echo = new EchoBackends();
  try {
    for (let index = 0; comparison.pairs < pairs; index++) {
      const [resources = []] = fc.sample(cluster(), { seed: seed + index, numRuns: 1 });
      const configuration = comparable(buildEffectiveConfig(withServing(resources, seed + index)));
      if (configuration.gateways.every(({ listeners }) => listeners.length === 0)) continue;
      const matcher = compileConfiguration(configuration);
      const many = fc.sample(requestsFor(configuration), { seed: seed + index, numRuns: perConfiguration * 5 });
      const requests = spread(many, matcher, perConfiguration);
      const before = comparison.disagreements.length;
      await new Comparer(configuration, echo, comparison).run(binary, requests);
      for (const found of comparison.disagreements.slice(before)) console.log(describe(found, seed + index));
      onProgress?.(comparison, index);
    }
  } finally {
    echo.close();
  }
  return comparison;
}

/** Enough to see what is wrong, and to see it again. */
export function describe({ plane, request, difference, expectation, seen }: Disagreement, seed: number): string {
  return [
    `${plane} disagrees (--seed ${seed} --pairs 1): ${difference}`,
    `  request ${JSON.stringify(request)}`,
    `  decision ${JSON.stringify(expectation?.decision)}`,
    `  rule ${JSON.stringify(expectation?.rule)}`,
    `  seen ${JSON.stringify(seen)}`,
  ].join('\n');
}
