import type { EnvoyResource } from '@routeward/adapters-envoy';
import {
  DeltaSession,
  type DiscoveryMessage,
  type ResourceKind,
  resourceKinds,
  type SessionHost,
  SotwSession,
  ToldHistory,
} from '@routeward/adapters-envoy/delivery';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type MadeWorld, madeSnapshot, poison } from './support/made-snapshot.ts';
import { ModelEnvoy, type ModelRequest } from './support/model-envoy.ts';

const test = suite('envoy delivery: sessions');

/** Not among the clusters of any world: a route configuration that names it is refused. */
const badTarget = 'x-bad';

const refuses = ({ name, version, body }: EnvoyResource): boolean =>
  version === String(poison) || (name.startsWith('l') && JSON.stringify(body).includes(badTarget));

/** A client, a session and what is on its way between them, under a clock of its own. */
class Wire {
  readonly client: ModelEnvoy;
  readonly refusals: string[] = [];
  readonly sent: DiscoveryMessage[] = [];
  #world: MadeWorld;
  #session: DeltaSession | SotwSession;
  #toClient: DiscoveryMessage[] = [];
  #toServer: ModelRequest[] = [];
  #timers: { at: number; call: () => void }[] = [];
  #now = 0;
  readonly #toldClusters = new ToldHistory();

  constructor(protocol: 'sotw' | 'delta', world: MadeWorld) {
    this.#world = world;
    this.client = new ModelEnvoy(protocol, refuses, (request) => this.#toServer.push(request));
    this.#session = this.#open();
  }

  get session(): DeltaSession | SotwSession {
    return this.#session;
  }

  #open(): DeltaSession | SotwSession {
    const host: SessionHost = {
      now: () => this.#now,
      later: (milliseconds, call) => {
        const timer = { at: this.#now + milliseconds, call };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      send: (message) => {
        this.#toClient.push(message);
        this.sent.push(message);
      },
      toldClusters: this.#toldClusters,
      accepted: () => {},
      refused: (_kind, { resource }) => this.refusals.push(resource.name),
    };
    const session = this.client.protocol === 'delta' ? new DeltaSession(host) : new SotwSession(host);
    session.update(madeSnapshot(this.#world));
    return session;
  }

  connect(): void {
    this.#session.close();
    this.#toClient = [];
    this.#toServer = [];
    this.#session = this.#open();
    this.client.connect();
  }

  update(world: MadeWorld): void {
    this.#world = world;
    this.#session.update(madeSnapshot(this.#world));
  }

  toClient(): boolean {
    const message = this.#toClient.shift();
    if (message) this.client.receive(message);
    return message !== undefined;
  }

  toServer(): boolean {
    const request = this.#toServer.shift();
    if (request) {
      const common = { node: undefined, typeUrl: request.typeUrl, nonce: request.nonce, refusal: request.refusal };
      if (this.#session instanceof DeltaSession) this.#session.receive({ ...common, ...request, node: undefined });
      else this.#session.receive({ ...common, names: request.names, version: request.version });
    }
    return request !== undefined;
  }

  tick(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { call } of due) call();
  }

  /** Until nothing is on its way and nothing is waited for. */
  drain(each: () => void = () => {}): void {
    for (let rounds = 0; rounds < 10; rounds += 1) {
      for (let steps = 0; this.toClient() || this.toServer(); steps += 1) {
        each();
        if (steps > 5_000) throw new Error('client and server talk without end');
      }
      this.tick(6_000);
    }
  }

  versions(kind: ResourceKind): Record<string, string> {
    return Object.fromEntries([...this.client.held[kind]].map(([name, { version }]) => [name, version]).sort());
  }
}

const worlds: fc.Arbitrary<MadeWorld> = fc
  .record({
    clusters: fc.dictionary(
      fc.constantFrom('c0', 'c1', 'c2', 'c3', 'c4'),
      fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.constant(poison) }),
    ),
    listeners: fc.dictionary(
      fc.constantFrom('l0', 'l1', 'l2'),
      fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 2 }) }, { weight: 1, arbitrary: fc.constant(poison) }),
    ),
    endpoints: fc.integer({ min: 1, max: 2 }),
    picks: fc.array(fc.nat(31), { minLength: 3, maxLength: 3 }),
    bad: fc.oneof({ weight: 8, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(2) }),
  })
  .map(({ clusters, listeners, endpoints, picks, bad }) => {
    const names = Object.keys(clusters).sort();
    const routes = Object.keys(listeners).map((name, index): [string, string[]] => [
      name,
      [...names.filter((_, bit) => ((picks[index] ?? 0) >> bit) & 1), ...(index === bad ? [badTarget] : [])],
    ]);
    return { clusters, listeners, endpoints, routes: Object.fromEntries(routes) };
  });

type Step =
  | { readonly kind: 'update'; readonly world: MadeWorld }
  | { readonly kind: 'toClient' | 'toServer' | 'connect' | 'tick' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: worlds.map((world): Step => ({ kind: 'update', world })) },
    { weight: 8, arbitrary: fc.constant<Step>({ kind: 'toClient' }) },
    { weight: 8, arbitrary: fc.constant<Step>({ kind: 'toServer' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'connect' }) },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'tick' }) },
  ),
  { maxLength: 60 },
);

function take(wire: Wire, step: Step): void {
  if (step.kind === 'update') wire.update(step.world);
  else if (step.kind === 'tick') wire.tick(3_000);
  else wire[step.kind]();
}

const isRefusing = ({ session: { target } }: Wire): boolean =>
  resourceKinds.some((kind) => [...(target[kind]?.values() ?? [])].some(refuses));

/** What the client should hold at the end, and whether it does. */
function checkHeld(wire: Wire): void {
  const { target } = wire.session;
  for (const kind of resourceKinds) {
    const { held } = wire.client;
    for (const [name, resource] of target[kind] ?? []) {
      if (refuses(resource)) {
        assert.is.not(held[kind].get(name)?.version, resource.version, `${kind} ${name} was refused`);
      } else if (isFollowed(wire.client, kind, name)) {
        assert.is(held[kind].get(name)?.version, resource.version, `${kind} ${name}`);
      }
    }
    // What names a refused resource's predecessor is not known after a new start: all of it is kept.
    if (isRefusing(wire)) continue;
    for (const name of held[kind].keys()) assert.ok(target[kind]?.has(name), `${kind} ${name} is gone`);
  }
}

const isFollowed = ({ held }: ModelEnvoy, kind: ResourceKind, name: string): boolean => {
  if (kind === 'endpoints') return held.clusters.has(name);
  return kind === 'routes' ? held.listeners.has(name) : true;
};

for (const protocol of ['delta', 'sotw'] as const) {
  test(`${protocol}: whatever happens, the client ends with the snapshot that is in force`, () => {
    fc.assert(
      fc.property(worlds, steps, (first, sequence) => {
        const wire = new Wire(protocol, first);
        wire.connect();
        for (const step of sequence) take(wire, step);
        wire.drain();
        checkHeld(wire);
        if (!isRefusing(wire)) assert.ok(wire.session.isSettled, 'nothing is open');
      }),
      { numRuns: 200 },
    );
  });
}

/** Clusters that a route configuration of the client sends traffic to and that it can't send any to. */
function broken({ held, active }: ModelEnvoy, excused: ReadonlySet<string>): string[] {
  return [...held.routes.values()].flatMap(({ name, version }) =>
    version
      .split(' ')
      .filter((target) => target !== 'none' && !active.has(target) && !excused.has(target))
      .map((target) => `${name} -> ${target}`),
  );
}

const withoutPoison: fc.Arbitrary<MadeWorld> = worlds.filter(
  ({ clusters, routes }) =>
    !Object.values(clusters).includes(poison) && !Object.values(routes).flat().includes(badTarget),
);

const quietSteps = (world: fc.Arbitrary<MadeWorld>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: world.map((next): Step => ({ kind: 'update', world: next })) },
      { weight: 10, arbitrary: fc.constant<Step>({ kind: 'toClient' }) },
      { weight: 10, arbitrary: fc.constant<Step>({ kind: 'toServer' }) },
      { weight: 2, arbitrary: fc.constant<Step>({ kind: 'tick' }) },
      { weight: 1, arbitrary: fc.constant<Step>({ kind: 'connect' }) },
    ),
    { maxLength: 80 },
  );

for (const protocol of ['delta', 'sotw'] as const) {
  test(`${protocol}: at no time does the client send traffic to a cluster that is not there or not warm`, () => {
    fc.assert(
      fc.property(withoutPoison, quietSteps(withoutPoison), (first, sequence) => {
        const wire = new Wire(protocol, first);
        wire.connect();
        const check = (): void => assert.equal(broken(wire.client, new Set()), []);
        for (const step of sequence) {
          take(wire, step);
          check();
        }
        wire.drain(check);
      }),
      { numRuns: 200 },
    );
  });
}

test.run();
