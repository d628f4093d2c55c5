import type { EffectiveConfiguration, EffectiveListener, EffectiveRule, RequestView } from '@routeward/core';
import * as fc from 'fast-check';
import { hitOf, type RequestParts, type Tape } from './request-hit.ts';
import { missOn, type NearMiss, nearMisses } from './request-near-miss.ts';

/**
 * A request with the place that it is sent to. It is what `decide` and `explain` of the core take, and `referenceMatch`
 * of this package; `requestView` turns it into what a compiled matcher reads.
 */
export interface AimedRequest extends RequestParts {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly port: number;
}

export const requestView = ({ authority, path, method, headers }: AimedRequest): RequestView => ({
  authority,
  path,
  method,
  rawHeaders: headers.flat(),
});

/** A rule that a request may be aimed at. */
export interface Target {
  readonly gateway: string;
  readonly listener: EffectiveListener;
  readonly hostname: string;
  readonly rule: EffectiveRule | undefined;
}

function targetsOf(configuration: EffectiveConfiguration): Target[] {
  const targets: Target[] = [];
  for (const { namespace, name, listeners } of configuration.gateways) {
    const gateway = `${namespace}/${name}`;
    for (const listener of listeners) {
      if (listener.virtualHosts.length === 0) {
        targets.push({ gateway, listener, hostname: listener.hostname ?? '*', rule: undefined });
      }
      for (const { hostname, rules } of listener.virtualHosts) {
        for (const rule of rules) targets.push({ gateway, listener, hostname, rule });
      }
    }
  }
  return targets;
}

/** Numbers that decide what is left open, such as the label under a wildcard; they shrink towards the plainest. */
const tape: fc.Arbitrary<Tape> = fc.array(fc.nat(255), { minLength: 12, maxLength: 12, size: 'max' });

const misses: fc.Arbitrary<readonly NearMiss[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...nearMisses)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...nearMisses), fc.constantFrom(...nearMisses)) },
);

const nowhere: AimedRequest = {
  gateway: 'default/none',
  port: 80,
  authority: 'example.com',
  path: '/',
  method: 'GET',
  headers: [],
};

/**
 * Requests aimed at the rules of a configuration: many hit the rule that they are aimed at, or one that stands before
 * it; the others differ from a hit in one or two small ways (`prefix` + `x`, a trailing slash, an upper-case host, a
 * port, percent-encoding, another order of the query, repeated headers, ...). Where a configuration has no listener,
 * always the same request to a Gateway that is not there.
 */
export function requestFor(configuration: EffectiveConfiguration): fc.Arbitrary<AimedRequest> {
  const targets = targetsOf(configuration);
  if (targets.length === 0) return fc.constant(nowhere);
  return fc.tuple(fc.nat(targets.length - 1), tape, misses).map(([index, choices, chosen]) => {
    const target = targets[index];
    if (target === undefined) return nowhere;
    const parts = chosen.reduce((earlier, miss) => missOn(miss, earlier, choices), hitOf(target, choices));
    return { gateway: target.gateway, port: target.listener.port, ...parts };
  });
}
