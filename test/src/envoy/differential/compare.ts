import { compileConfiguration, type EffectiveConfiguration } from '@routeward/core';
import type { AimedRequest } from '@routeward/testing';
import type { EchoBackends } from '../support/echo-backends.ts';
import { WireClient } from '../support/wire-client.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import { knownDifference } from './known-differences.ts';
import { mirrorDifference } from './mirrors.ts';
import { differenceOf, type Observation, type Outcome, observe } from './outcome.ts';
import { type PlaneName, planeNames, type RunningPlanes, startPlanes } from './planes.ts';
import { sendable, wireRequest } from './wire-request.ts';

export interface Disagreement {
  readonly plane: PlaneName;
  readonly request: AimedRequest;
  readonly difference: string;
  readonly expectation: Expectation | undefined;
  readonly seen: Outcome;
}

export interface Comparison {
  pairs: number;
  /** Of those, how many reached a rule. */
  decided: number;
  /** What happened, so that it can be seen what was compared. */
  readonly outcomes: Map<string, number>;
  readonly disagreements: Disagreement[];
}

export const emptyComparison = (): Comparison => ({ pairs: 0, decided: 0, outcomes: new Map(), disagreements: [] });

/** Of all configurations: a copy that comes late must not be taken for one of the next configuration's. */
let asked = 0;

/** Requests on their way at the same time, on one configuration. */
const lanes = 4;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Connections of one lane, by plane and port. */
class Lane {
  readonly #planes: RunningPlanes;
  readonly #clients = new Map<string, WireClient>();

  constructor(planes: RunningPlanes) {
    this.#planes = planes;
  }

  client(plane: PlaneName, listener: string): WireClient | undefined {
    const port = this.#planes.port(plane, listener);
    if (port === undefined) return undefined;
    const key = `${plane} ${port}`;
    const known = this.#clients.get(key) ?? new WireClient(port);
    this.#clients.set(key, known);
    return known;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

interface Asked {
  readonly request: AimedRequest;
  readonly plane: PlaneName;
  readonly id: string;
  readonly expectation: Expectation;
  readonly outcome: Outcome;
  readonly mirrored: Observation['mirrors'];
}

/** Sends the same requests to both planes and holds what they do against what the matcher says. */
export class Comparer {
  readonly #configuration: EffectiveConfiguration;
  readonly #echo: EchoBackends;
  readonly #comparison: Comparison;
  readonly #matcher: ReturnType<typeof compileConfiguration>;
  readonly #waiting: Asked[] = [];

  constructor(configuration: EffectiveConfiguration, echo: EchoBackends, comparison: Comparison) {
    this.#configuration = configuration;
    this.#echo = echo;
    this.#comparison = comparison;
    this.#matcher = compileConfiguration(configuration);
  }

  async run(binary: string, requests: readonly AimedRequest[]): Promise<void> {
    const planes = await startPlanes(this.#configuration, binary, this.#echo);
    try {
      const queue = requests.map(sendable);
      const work = async (): Promise<void> => {
        const lane = new Lane(planes);
        for (let one = queue.pop(); one !== undefined; one = queue.pop()) await this.#compare(lane, one);
        lane.close();
      };
      await Promise.all(Array.from({ length: lanes }, work));
      await this.#settle();
    } finally {
      await planes.close();
    }
  }

  async #compare(lane: Lane, request: AimedRequest): Promise<void> {
    const listener = `${request.gateway}/${request.port}`;
    if (!planeNames.some((plane) => lane.client(plane, listener))) return;
    this.#comparison.pairs++;
    const known = knownDifference(request);
    const expectation = expectationOf(this.#configuration, this.#matcher, request);
    if (!known && expectation.rule) this.#comparison.decided++;
    this.#count(known?.name ?? outcomeName(expectation));
    await Promise.all(
      planeNames.map(async (plane) => {
        const client = lane.client(plane, listener);
        const id = `${plane}-${asked++}`;
        if (!client) {
          this.#report({ plane, request, difference: `${listener} is not served`, expectation, seen: { status: 0 } });
          return;
        }
        const answer = await client.send(wireRequest(request, id));
        const observations = observe(answer, this.#echo.take(id));
        const { outcome } = observations[0];
        if (!known) this.#check(plane, request, id, expectation, observations);
        else if (known.statuses[plane]?.includes(outcome.status) === false) {
          const difference = `${known.name}: status ${outcome.status}`;
          this.#report({ plane, request, difference, expectation, seen: outcome });
        }
      }),
    );
  }

  #check(
    plane: PlaneName,
    request: AimedRequest,
    id: string,
    expectation: Expectation,
    observations: readonly [Observation, ...Observation[]],
  ): void {
    const differences = ({ outcome }: Observation) =>
      expectation.alternatives.map(({ nodeStatus, ...one }) =>
        plane === 'node' && nodeStatus !== undefined
          ? differenceOf({ status: nodeStatus }, outcome)
          : differenceOf(one, outcome),
      );
    const fitting = observations.find((one) => differences(one).includes(undefined));
    if (fitting) {
      this.#waiting.push({ request, plane, id, expectation, outcome: fitting.outcome, mirrored: fitting.mirrors });
      return;
    }
    // The alternative that comes closest says most.
    const [difference = 'nothing is expected'] = differences(observations[0]).toSorted((a, b) => rank(b) - rank(a));
    this.#report({ plane, request, difference, expectation, seen: observations[0].outcome });
    this.#echo.take(id);
  }

  /** Copies travel beside the answer. */
  async #settle(): Promise<void> {
    const missing = () =>
      this.#waiting.some(({ plane, id, expectation, outcome, mirrored }) => {
        const seen = [...mirrored, ...this.#echo.peek(id)];
        return this.#mirrorDifference(plane, expectation, outcome, seen)?.includes('got 0') === true;
      });
    for (let turn = 0; turn < 40 && missing(); turn++) await pause(10);
    await pause(10);
    for (const { request, plane, id, expectation, outcome, mirrored } of this.#waiting) {
      const seen = [...mirrored, ...this.#echo.take(id)];
      const difference = this.#mirrorDifference(plane, expectation, outcome, seen);
      if (difference) this.#report({ plane, request, difference, expectation, seen: outcome });
    }
  }

  #mirrorDifference(
    plane: PlaneName,
    { mirrors }: Expectation,
    outcome: Outcome,
    seen: Observation['mirrors'],
  ): string | undefined {
    return mirrorDifference(this.#configuration, plane, mirrors, seen, outcome.backend !== undefined);
  }

  #count(name: string): void {
    const { outcomes } = this.#comparison;
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  }

  #report(disagreement: Disagreement): void {
    this.#comparison.disagreements.push(disagreement);
  }
}

function outcomeName({ alternatives, mirrors, rule, decision }: Expectation): string {
  const statuses = [...new Set(alternatives.map(({ status }) => status))].sort().join(' or ');
  const kinds = rule?.filters.map(({ kind }) => kind).filter((kind) => kind === 'cors') ?? [];
  return [decision.action, statuses, ...kinds, ...(mirrors.length > 0 ? ['mirrored'] : [])].join(' ');
}

const order = ['status', 'backend', 'method', 'path', 'host', 'upstreamFields', 'location', 'fields'];

/** How far a comparison came before it found a difference. */
const rank = (difference: string | undefined): number => order.indexOf(difference?.split(':')[0] ?? '');
