import type { Socket } from 'node:net';
import { type ExchangeDraft, type LocalReply, reply } from '../filters/exchange-draft.ts';
import type { BackendTarget } from '../generation/backend-target.ts';
import type { RulePlan } from '../generation/rule-plan.ts';
import type {
  UpstreamAddress,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
  UpstreamResponseHead,
} from '../upstream/upstream-client.ts';
import { BackendUse } from './backend-use.ts';
import { EndpointChoice } from './endpoint-choice.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';
import { failureReply } from './failure-reply.ts';
import type { RequestBody } from './request-body.ts';
import type { ResponseWriter } from './response-writer.ts';
import { backoff, retriesFailure, retriesStale, retriesStatus, retriesTimeout } from './retry-policy.ts';

/** The exchange that forwards. */
export interface ForwardingOwner {
  readonly host: ExchangeHost;
  readonly input: ExchangeInput;
  readonly draft: ExchangeDraft;
  readonly body: RequestBody;
  readonly writer: ResponseWriter;
  /** Answers the client instead of the backend. */
  answer(local: LocalReply): void;
  /** The answer can't be completed. */
  breakOff(): void;
  switched(head: UpstreamResponseHead, socket: Socket, rest: Buffer): void;
}

/** Tries at one backend until one of them answers, and that answer's way to the client. */
export class Forwarding implements UpstreamHandler {
  /** Tries so far. */
  tries = 0;
  readonly target: BackendTarget;
  readonly #owner: ForwardingOwner;
  readonly #plan: RulePlan;
  readonly #request: UpstreamRequest;
  readonly #use: BackendUse | undefined;
  readonly #choice: EndpointChoice | undefined;
  #address: UpstreamAddress | undefined;
  #call: UpstreamCall | undefined;
  #retries = 0;
  #staleRetried = false;
  #requestTimer: NodeJS.Timeout | undefined;
  #tryTimer: NodeJS.Timeout | undefined;
  #backoffTimer: NodeJS.Timeout | undefined;

  constructor(owner: ForwardingOwner, plan: RulePlan, target: BackendTarget, request: UpstreamRequest) {
    this.#owner = owner;
    this.#plan = plan;
    this.target = target;
    this.#request = request;
    this.#use = target.state && new BackendUse(target.state);
    this.#choice = EndpointChoice.of(owner, plan, target, request);
  }

  start(): void {
    const { requestTimeout } = this.#plan;
    if (requestTimeout > 0) this.#requestTimer = setTimeout(() => this.#timedOut('request-timeout'), requestTimeout);
    this.#try();
  }

  /** Gives up at once: the client is gone or gets another answer. */
  stop(): void {
    this.#clearTimers();
    const call = this.#call;
    this.#call = undefined;
    this.#use?.done();
    call?.abort();
  }

  onInterim(head: UpstreamResponseHead): void {
    const { input, writer } = this.#owner;
    if (head.status !== 100) writer.interim(head);
    // A client that did not ask for 100 gets none; the one that did waits for it.
    else if (input.awaitsContinue && !writer.started) input.response.writeContinue();
  }

  onHead(head: UpstreamResponseHead): void {
    const { writer, body, draft, input, host } = this.#owner;
    this.#use?.record(head.status);
    if (retriesStatus(this.#plan.retry, this.#retries, head.status) && body.repeatable && this.#mayRetry()) {
      this.#retry();
      return;
    }
    this.#tellEndpoint();
    // Without the body that the client holds back until it sees 100, nobody can say where its next request starts.
    if (host.draining || input.upgradeHead !== undefined || (input.awaitsContinue && !body.ended)) writer.close = true;
    writer.head(head, draft);
  }

  onData(chunk: Buffer, last: boolean): void {
    if (!this.#owner.writer.data(chunk, last, this.#resume)) this.#call?.pause();
  }

  onEnd(trailers: readonly string[]): void {
    this.#clearTimers();
    const { body, writer } = this.#owner;
    const call = this.#call;
    this.#call = undefined;
    this.#use?.done();
    // An answer before the body was sent: the connection holds half a request and can't serve another.
    if (!body.ended) call?.abort();
    writer.end(trailers);
  }

  onFailure(failure: UpstreamFailure): void {
    this.#call = undefined;
    clearTimeout(this.#tryTimer);
    const { writer, body } = this.#owner;
    const { method } = this.#request;
    const stale = !this.#staleRetried && retriesStale(failure, method);
    if (!stale && failure.kind !== 'overload') this.#use?.record(503);
    this.#use?.end();
    const again = !writer.started && body.repeatable;
    const asked = again && !stale && retriesFailure(this.#plan.retry, this.#retries, failure, method);
    const retry = (again && stale) || (asked && this.#mayRetry());
    this.#report(failure, retry);
    if (retry && stale) this.#tryStaleAgain();
    else if (retry) this.#retry();
    else this.#giveUp(failureReply(failure));
  }

  onUpgrade(head: UpstreamResponseHead, socket: Socket, rest: Buffer): void {
    this.#clearTimers();
    this.#call = undefined;
    this.#use?.record(head.status);
    this.#tellEndpoint();
    this.#owner.switched(head, socket, rest);
  }

  onDrain(): void {
    this.#owner.body.onDrain();
  }

  readonly #resume = (): void => this.#call?.resume();

  #try(): void {
    this.tries++;
    if (this.#use === undefined) this.#send();
    else if (!this.#use.enter(() => this.#send())) this.#giveUp(reply(503, 'upstream-overload'));
  }

  #send(): void {
    const { host, body } = this.#owner;
    const address = this.#choice === undefined ? this.target.pick(this.#address) : this.#choice.next(this.#address);
    if (address === undefined) {
      this.#giveUp(reply(503, 'no-endpoints'));
      return;
    }
    this.#address = address;
    this.#use?.took(address);
    const { backendTimeout } = this.#plan;
    if (backendTimeout > 0) this.#tryTimer = setTimeout(() => this.#tryTimedOut(), backendTimeout);
    const call = host.runtime.client.request(address, this.#request, this);
    this.#call = call;
    body.sendTo(call);
  }

  /** Within the backend's own bounds. */
  #mayRetry(): boolean {
    return this.#use === undefined || this.#use.mayRetry();
  }

  #tellEndpoint(): void {
    if (this.#address !== undefined) this.#choice?.answered(this.#address);
  }

  #retry(): void {
    clearTimeout(this.#tryTimer);
    this.#dropCall();
    const delay = backoff(this.#plan.retry, this.#retries, this.#owner.host.runtime.settings.random());
    this.#retries++;
    this.#backoffTimer = setTimeout(() => this.#try(), delay);
  }

  /** Costs none of the rule's retries: the request never reached a server that was willing. */
  #tryStaleAgain(): void {
    this.#staleRetried = true;
    this.#owner.body.detach();
    this.#try();
  }

  #tryTimedOut(): void {
    const { writer, body } = this.#owner;
    const again = !writer.started && body.repeatable;
    if (!writer.started) this.#use?.record(504);
    const asked = again && retriesTimeout(this.#plan.retry, this.#retries, this.#request.method);
    if (asked && this.#mayRetry()) this.#retry();
    else this.#timedOut('backend-timeout');
  }

  #timedOut(reason: 'request-timeout' | 'backend-timeout'): void {
    this.#dropCall();
    this.#giveUp(reply(504, reason));
  }

  /** No try is left: the client gets this answer, or sees its half-sent one break off. */
  #giveUp(local: LocalReply): void {
    this.#clearTimers();
    this.#use?.done();
    if (this.#owner.writer.started) this.#owner.breakOff();
    else this.#owner.answer(local);
  }

  #dropCall(): void {
    const call = this.#call;
    this.#call = undefined;
    this.#use?.end();
    this.#owner.body.detach();
    call?.abort();
  }

  #clearTimers(): void {
    clearTimeout(this.#requestTimer);
    clearTimeout(this.#tryTimer);
    clearTimeout(this.#backoffTimer);
  }

  #report(failure: UpstreamFailure, willRetry: boolean): void {
    const { runtime, gateway, port } = this.#owner.host;
    if (runtime.settings.onEvent === undefined) return;
    const { kind, detail } = failure;
    const address = this.#address === undefined ? '' : `${this.#address.address}:${this.#address.port}`;
    const backend = this.target.backend.key;
    runtime.emit({ kind: 'upstream-failure', gateway, port, backend, address, failure: kind, detail, willRetry });
  }
}
