import type { EffectiveRule, SessionPersistence, WeightedBackend } from '@routeward/core';
import { cookieValue } from '../access/credential.ts';
import type { Generation } from '../generation/generation.ts';
import { fieldValue } from '../headers/field-name.ts';
import type { SafeChanges } from '../headers/header-changes.ts';
import { isHopByHop } from '../headers/hop-by-hop.ts';
import { isFieldName } from '../headers/wire-text.ts';
import { endpointToken, readSessionToken, sessionToken } from './session-token.ts';

export type RealBackend = Extract<WeightedBackend, { kind: 'backend' }>;

/** The endpoint that a request's session is with. */
export interface Session {
  readonly backend: RealBackend;
  /** `address:port`. */
  readonly endpoint: string;
  /** Milliseconds since the epoch. */
  readonly begun: number;
}

/** Milliseconds that the clocks of data planes behind one name may differ. */
const clockSkew = 60_000;

const cookiePath = /^\/[\x21-\x3a\x3c-\x7e]*$/;

/** Sessions of one rule: which endpoint a client comes back to, whatever the weights say. */
export class RuleSession {
  readonly #settings: SessionPersistence;
  readonly #rule: string;
  readonly #backends: readonly RealBackend[];
  /** Endpoints by token, for each configuration that is asked about. */
  readonly #known = new WeakMap<Generation, ReadonlyMap<string, Omit<Session, 'begun'>>>();
  /** Tokens of the configuration that was asked about last, so that a swap costs those of new endpoints only. */
  #tokens: ReadonlyMap<string, string> = new Map();

  private constructor(settings: SessionPersistence, rule: string, backends: readonly RealBackend[]) {
    this.#settings = settings;
    this.#rule = rule;
    this.#backends = backends;
  }

  /** Undefined where no sessions are asked for, or under a name that can't be one. */
  static of({ origin, action, settings }: EffectiveRule): RuleSession | undefined {
    const { sessionPersistence: session } = settings;
    if (session === undefined || action.kind !== 'forward' || !isFieldName(session.name)) return undefined;
    if (session.kind === 'header' && isHopByHop(session.name)) return undefined;
    const rule = `${origin.route}#${origin.ruleName ?? origin.rule}`;
    return new RuleSession(
      session,
      rule,
      action.backends.filter((backend) => backend.kind === 'backend'),
    );
  }

  find(generation: Generation, fields: readonly string[], wallClock: number): Session | undefined {
    const { kind, name, absoluteTimeout } = this.#settings;
    const text = kind === 'cookie' ? cookieValue(fields, name) : fieldValue(fields, name.toLowerCase());
    const token = text === undefined ? undefined : readSessionToken(text);
    if (token === undefined || token.begun > wallClock + clockSkew) return undefined;
    if (absoluteTimeout !== undefined && wallClock - token.begun > absoluteTimeout) return undefined;
    const found = this.#endpoints(generation).get(token.endpoint);
    return found && { ...found, begun: token.begun };
  }

  /** What the response says so that the client comes back; undefined where it knows already. */
  changes(
    current: Session | undefined,
    backend: string,
    endpoint: string,
    wallClock: number,
    secure: boolean,
  ): SafeChanges | undefined {
    const { kind, name } = this.#settings;
    const kept = current?.backend.backend === backend && current.endpoint === endpoint;
    if (kept && kind === 'cookie') return undefined;
    const value = sessionToken(endpointToken(this.#rule, backend, endpoint), kept ? current.begun : wallClock);
    if (kind === 'header') return { set: [{ name: name.toLowerCase(), value }], add: [], remove: [] };
    return { set: [], add: [{ name: 'set-cookie', value: this.#cookie(value, secure) }], remove: [] };
  }

  #cookie(value: string, secure: boolean): string {
    const { name, path, permanent, absoluteTimeout } = this.#settings;
    const where = path !== undefined && cookiePath.test(path) ? path : '/';
    const age = permanent && absoluteTimeout !== undefined ? `; Max-Age=${Math.ceil(absoluteTimeout / 1000)}` : '';
    return `${name}=${value}; Path=${where}${age}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  #endpoints(generation: Generation): ReadonlyMap<string, Omit<Session, 'begun'>> {
    const known = this.#known.get(generation);
    if (known !== undefined) return known;
    const endpoints = new Map<string, Omit<Session, 'begun'>>();
    const tokens = new Map<string, string>();
    for (const backend of this.#backends) {
      for (const { address, port } of generation.target(backend.backend)?.addresses ?? []) {
        const endpoint = `${address}:${port}`;
        const name = `${backend.backend} ${endpoint}`;
        const token = this.#tokens.get(name) ?? endpointToken(this.#rule, backend.backend, endpoint);
        tokens.set(name, token);
        if (!endpoints.has(token)) endpoints.set(token, { backend, endpoint });
      }
    }
    this.#known.set(generation, endpoints);
    this.#tokens = tokens;
    return endpoints;
  }
}
