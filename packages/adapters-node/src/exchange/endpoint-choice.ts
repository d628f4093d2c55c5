import { type CookieSource, hashKey } from '../balancing/hash-key.ts';
import type { ExchangeDraft } from '../filters/exchange-draft.ts';
import { planResponseHeaders } from '../filters/response-headers.ts';
import type { BackendTarget } from '../generation/backend-target.ts';
import type { RulePlan } from '../generation/rule-plan.ts';
import { isFieldName } from '../headers/wire-text.ts';
import type { UpstreamAddress, UpstreamRequest } from '../upstream/upstream-client.ts';
import { clientOf } from './client-of.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';

/** The exchange that an endpoint is chosen for. */
interface ChoosingExchange {
  readonly host: ExchangeHost;
  readonly input: ExchangeInput;
  readonly draft: ExchangeDraft;
}

const cookiePath = /^\/[\x21-\x3a\x3c-\x7e]*$/;

/** 64 bits: a hash of them spreads clients evenly. They protect nothing. */
const newKey = (random: () => number): string =>
  [random(), random()]
    .map((roll) =>
      Math.floor(roll * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');

function hashCookie({ name, ttl, path }: CookieSource, value: string): string {
  const age = ttl === undefined ? '' : `; Max-Age=${Math.ceil(ttl / 1000)}`;
  const where = path !== undefined && cookiePath.test(path) ? path : '/';
  return `${name}=${value}; Path=${where}${age}; HttpOnly`;
}

/** Which endpoint a request goes to where that depends on the request: by its session, or by a consistent hash. */
export class EndpointChoice {
  readonly #exchange: ChoosingExchange;
  readonly #plan: RulePlan;
  readonly #target: BackendTarget;
  readonly #key: string | undefined;
  #asked = false;

  private constructor(exchange: ChoosingExchange, plan: RulePlan, target: BackendTarget, request: UpstreamRequest) {
    this.#exchange = exchange;
    this.#plan = plan;
    this.#target = target;
    this.#key = this.#hashKey(request);
  }

  /** Undefined where every endpoint is as good as another. */
  static of(
    exchange: ChoosingExchange,
    plan: RulePlan,
    target: BackendTarget,
    request: UpstreamRequest,
  ): EndpointChoice | undefined {
    const hashes = target.state !== undefined && target.state.hashOn.length > 0;
    return plan.session === undefined && !hashes ? undefined : new EndpointChoice(exchange, plan, target, request);
  }

  next(previous: UpstreamAddress | undefined): UpstreamAddress | undefined {
    const { session } = this.#exchange.draft;
    if (!this.#asked && session !== undefined) {
      this.#asked = true;
      const named = this.#target.named(session.endpoint);
      if (named !== undefined) return named;
    }
    return this.#target.pick(previous, this.#key);
  }

  /** The endpoint answers: the response tells the client how to come back to it. */
  answered({ address, port }: UpstreamAddress): void {
    const { draft, host, input } = this.#exchange;
    const { wallClock } = host.runtime.settings;
    const secure = 'encrypted' in input.request.socket;
    const endpoint = `${address}:${port}`;
    const changes = this.#plan.session?.changes(draft.session, this.#target.backend.key, endpoint, wallClock(), secure);
    if (changes !== undefined) planResponseHeaders(changes, draft);
  }

  #hashKey({ path, headers }: UpstreamRequest): string | undefined {
    const { hashOn = [] } = this.#target.state ?? {};
    if (hashOn.length === 0) return undefined;
    const { host, input, draft } = this.#exchange;
    const { key, cookie } = hashKey(hashOn, { path, headers, clientAddress: clientOf(host, input) });
    if (key !== undefined || cookie === undefined || !isFieldName(cookie.name)) return key;
    const value = newKey(host.runtime.settings.random);
    planResponseHeaders(
      { set: [], add: [{ name: 'set-cookie', value: hashCookie(cookie, value) }], remove: [] },
      draft,
    );
    return value;
  }
}
