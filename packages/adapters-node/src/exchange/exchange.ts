import type { Socket } from 'node:net';
import { type ExchangeDraft, type FilterContext, type LocalReply, reply } from '../filters/exchange-draft.ts';
import type { BackendTarget } from '../generation/backend-target.ts';
import type { Generation } from '../generation/generation.ts';
import type { RulePlan } from '../generation/rule-plan.ts';
import { forwardFields, peerAddress } from '../headers/forwarding.ts';
import { isIdempotent } from '../upstream/request-head.ts';
import type { BodyLength, UpstreamResponseHead } from '../upstream/upstream-client.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';
import { Forwarding, type ForwardingOwner } from './forwarding.ts';
import { type GuardedExchange, isPreflight, passGuard } from './guarding.ts';
import type { MirrorCall } from './mirror-call.ts';
import { startMirrors } from './mirrors.ts';
import { RequestBody } from './request-body.ts';
import { ResponseWriter } from './response-writer.ts';
import { findRule, route } from './routing.ts';
import { switchProtocols } from './switching.ts';

const scheme = 'http';

/** A body up to this length (bytes) is read and dropped after an answer that did not want it; behind a longer one the
 * connection closes. */
const discardBytes = 65_536;

/** One request and its answer, on the generation in force when it arrived. */
export class Exchange implements ForwardingOwner {
  readonly host: ExchangeHost;
  readonly input: ExchangeInput;
  readonly draft: ExchangeDraft;
  readonly body: RequestBody;
  readonly writer: ResponseWriter;
  readonly #generation: Generation;
  readonly #onDone: (exchange: Exchange) => void;
  readonly #startedAt: number;
  #plan: RulePlan | undefined;
  #forwarding: Forwarding | undefined;
  #mirrors: MirrorCall[] | undefined;
  #reason: LocalReply['reason'] | undefined;
  #delay: NodeJS.Timeout | undefined;
  #over = false;

  /** `onDone` is called once, when the client's side is over: answered in full, broken off or switched and closed. */
  constructor(host: ExchangeHost, input: ExchangeInput, onDone: (exchange: Exchange) => void) {
    const { settings, generation } = host.runtime;
    const { request, response, admitted } = input;
    this.host = host;
    this.input = input;
    this.#onDone = onDone;
    this.#generation = generation;
    this.#startedAt = settings.now();
    const { authority } = admitted;
    const hop = { peer: peerAddress(request.socket.remoteAddress), scheme, authority } as const;
    const headers = forwardFields(admitted.rawHeaders, admitted.nominated, hop, settings.trust);
    if (input.awaitsContinue) headers.push('Expect', '100-continue');
    this.draft = {
      path: admitted.path,
      authority,
      headers,
      mirrors: undefined,
      responseChanges: undefined,
      corsHeaders: undefined,
      session: undefined,
      delay: 0,
    };
    this.body = new RequestBody(request, admitted.bodyLength);
    this.writer = new ResponseWriter(request, response, this.body, settings.limits.lingerTime);
    response.on('close', () => this.#onClosed());
  }

  start(): void {
    const { input, host, draft } = this;
    const { admitted } = input;
    const context: FilterContext = {
      method: input.request.method ?? 'GET',
      authority: admitted.authority,
      path: admitted.path,
      rawHeaders: admitted.rawHeaders,
      scheme,
      listenerPort: host.port,
      random: host.runtime.settings.random,
      wallClock: host.runtime.settings.wallClock,
    };
    const rule = findRule(this.#generation, host.gateway, context, draft.headers);
    if ('statusCode' in rule) {
      this.answer(rule);
      return;
    }
    const plan = host.runtime.plans.of(rule);
    this.#plan = plan;
    if (plan.guard === undefined || isPreflight(plan.cors, context, draft)) this.#route(plan, context);
    else passGuard(this.#guarded(plan, context), plan, context, this.#generation);
  }

  answer(local: LocalReply): void {
    if (this.#over || this.writer.started) return;
    this.#reason = local.reason;
    const { body, writer, input, host } = this;
    const { bodyLength } = input.admitted;
    const long = bodyLength === 'chunked' || (typeof bodyLength === 'number' && bodyLength > discardBytes);
    if (!body.ended && (long || input.awaitsContinue)) writer.close = true;
    if (host.draining || input.upgradeHead !== undefined) writer.close = true;
    writer.local(local, this.draft);
  }

  breakOff(): void {
    this.writer.abort();
  }

  /** The client's own message turned out to be broken or too slow. */
  failRequest(statusCode: number): void {
    this.#forwarding?.stop();
    for (const mirror of this.#mirrors ?? []) mirror.abort();
    if (this.writer.started) {
      this.breakOff();
      return;
    }
    this.writer.close = true;
    this.writer.local(reply(statusCode, 'client-error'), this.draft);
    // What follows can't be read as a request any more: no lingering.
    this.input.response.end();
  }

  switched(head: UpstreamResponseHead, socket: Socket, rest: Buffer): void {
    const { host, input, draft } = this;
    const backend = this.#forwarding?.target.backend.key ?? '';
    const { gateway, port, runtime } = host;
    runtime.emit({ kind: 'tunnel', gateway, port, backend, state: 'open' });
    switchProtocols(host, input, draft, head, { socket, rest }, () => {
      runtime.emit({ kind: 'tunnel', gateway, port, backend, state: 'closed' });
      this.#finish(101, true);
    });
  }

  #guarded(plan: RulePlan, context: FilterContext): GuardedExchange {
    const { host, input, draft, body } = this;
    const admitted = (): void => {
      if (!this.#over && !this.writer.started) this.#route(plan, context);
    };
    return { host, input, draft, body, admitted, answer: (local) => this.answer(local) };
  }

  #route(plan: RulePlan, context: FilterContext): void {
    const { draft } = this;
    const routing = route(this.#generation, plan, context, draft);
    const go = (): void => {
      if ('statusCode' in routing) this.answer(routing);
      else this.#forward(plan, routing, context.method);
    };
    if (draft.delay > 0) this.#delay = setTimeout(go, draft.delay);
    else go();
  }

  #forward(plan: RulePlan, target: BackendTarget, method: string): void {
    const { input, host, draft, body } = this;
    const { limits } = host.runtime.settings;
    if (plan.retry !== undefined || isIdempotent(method)) body.keepUpTo(limits.replayBytes);
    if (draft.mirrors !== undefined) {
      this.#mirrors = startMirrors(draft.mirrors, host, input, this.#generation, body);
    }
    this.writer.compression = plan.compression;
    const upgrade = input.upgradeHead === undefined ? undefined : 'websocket';
    const bodyLength: BodyLength = input.admitted.bodyLength;
    const { path, authority, headers } = draft;
    const request = { method, path, authority, headers, bodyLength, upgrade } as const;
    this.#forwarding = new Forwarding(this, plan, target, request);
    this.#forwarding.start();
  }

  /** The answer is out, or the client went away. */
  #onClosed(): void {
    const { response } = this.input;
    this.#finish(response.headersSent ? response.statusCode : 0, response.writableFinished);
  }

  #finish(statusCode: number, complete: boolean): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#delay);
    this.#forwarding?.stop();
    if (!this.body.ended) for (const mirror of this.#mirrors ?? []) mirror.abort();
    this.#report(statusCode, complete);
    this.#onDone(this);
  }

  #report(statusCode: number, complete: boolean): void {
    const { runtime, gateway, port } = this.host;
    if (runtime.settings.onEvent === undefined) return;
    const origin = this.#plan?.rule.origin;
    const forwarding = this.#forwarding;
    runtime.emit({
      kind: 'exchange',
      gateway,
      port,
      method: this.input.request.method ?? '',
      statusCode,
      ...(origin && { route: origin.route, rule: origin.rule }),
      ...(forwarding && { backend: forwarding.target.backend.key }),
      ...(this.#reason && { reason: this.#reason }),
      tries: forwarding?.tries ?? 0,
      duration: runtime.settings.now() - this.#startedAt,
      complete,
      version: this.#generation.configuration.version,
    });
  }
}
