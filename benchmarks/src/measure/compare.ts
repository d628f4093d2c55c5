import type { EffectiveRule } from '@routeward/core';
import { referenceMatch } from '@routeward/testing';
import { type BenchRequest, createRequests } from '../cases/requests.ts';
import { configurationOf, createRouteSet, type RouteSet, type RouteSetShape } from '../cases/route-set.ts';
import type { Contestant, Match } from '../contestants/contestant.ts';
import { routeward } from '../contestants/routeward.ts';
import { bytesPerMatch, liveBytes } from './memory.ts';
import { type Rounds, runRounds, type Timing } from './rounds.ts';

/** What one contestant did with one set. */
export interface Measurement {
  /** Of `checked` answers. */
  readonly wrong: number;
  readonly checked: number;
  /** Milliseconds, first time and best of the times after. */
  readonly firstBuild: number;
  readonly bestBuild: number;
  readonly tableBytes: number;
  readonly bytesPerMatch: number;
  readonly timing: Timing;
}

export interface Comparison {
  readonly set: string;
  readonly contestant: string;
  readonly ours: Measurement;
  readonly theirs: Measurement;
}

export interface Effort extends Rounds {
  readonly requests: number;
  readonly checked: number;
  readonly rebuilds: number;
}

function expectedRule(set: RouteSet, { host, target, method, rawHeaders }: BenchRequest): EffectiveRule | undefined {
  const headers = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  // The twin looks at every virtual host: it needs only those that could cover the host.
  const near = { ...set, hostRules: set.hostRules.filter(({ hostname }) => host.endsWith(hostname.replace('*', ''))) };
  const request = { gateway: 'bench/g', port: 80, authority: host, path: target, method, headers };
  return referenceMatch(configurationOf(near), request).rule;
}

interface Built {
  readonly match: Match;
  readonly firstBuild: number;
  readonly bestBuild: number;
  readonly tableBytes: number;
}

function build(contestant: Contestant, set: RouteSet, { rebuilds }: Effort, sample: BenchRequest): Built {
  const timed = (): [Match, number] => {
    const start = performance.now();
    const match = contestant.build(set);
    // Some build at the first question.
    match(sample);
    return [match, performance.now() - start];
  };
  const before = liveBytes();
  const [match, firstBuild] = timed();
  const tableBytes = liveBytes() - before;
  // What takes long once is not built again.
  const again = firstBuild > 2000 ? 0 : rebuilds;
  const times = Array.from({ length: again }, () => timed()[1]);
  return { match, firstBuild, bestBuild: Math.min(firstBuild, ...times), tableBytes };
}

/** Builds both, counts wrong answers, bytes and time. Throws where the contestant can't express the set. */
export function compare(shape: RouteSetShape, contestant: Contestant, effort: Effort): Comparison {
  const set = createRouteSet(shape);
  const requests = createRequests(set, effort.requests);
  const [sample] = requests;
  if (!sample) throw new Error('no requests');
  const both = [routeward, contestant].map((one) => build(one, set, effort, sample));
  const checked = requests.slice(0, effort.checked);
  const expected = checked.map((request) => expectedRule(set, request));
  const timings = runRounds(
    both.map(({ match }, index) => ({ name: String(index), match, requests })),
    effort,
  );
  const [ours, theirs] = both.map(({ match, ...built }, index): Measurement => {
    const timing = timings[index];
    if (!timing) throw new Error('no timing');
    return {
      ...built,
      wrong: checked.filter((request, at) => match(request) !== expected[at]).length,
      checked: checked.length,
      bytesPerMatch: bytesPerMatch(match, requests),
      timing,
    };
  });
  if (!ours || !theirs) throw new Error('no measurement');
  return { set: shape.name, contestant: contestant.name, ours, theirs };
}
