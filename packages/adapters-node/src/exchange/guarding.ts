import type { CorsFilter } from '@routeward/core';
import { applyCors } from '../filters/cors.ts';
import { type ExchangeDraft, type FilterContext, type LocalReply, reply } from '../filters/exchange-draft.ts';
import type { Generation } from '../generation/generation.ts';
import type { RulePlan } from '../generation/rule-plan.ts';
import type { GuardedRequest, Refusal } from '../guard/guard-step.ts';
import { fieldValue } from '../headers/field-name.ts';
import { removeField } from '../headers/header-changes.ts';
import { clientOf } from './client-of.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';
import type { RequestBody } from './request-body.ts';

/** What the guard of a rule looks at, and who hears of the outcome. */
export interface GuardedExchange {
  readonly host: ExchangeHost;
  readonly input: ExchangeInput;
  readonly draft: ExchangeDraft;
  readonly body: RequestBody;
  /** The request may go on. */
  admitted(): void;
  answer(local: LocalReply): void;
}

/**
 * Browsers send no credentials with preflight requests (Fetch, CORS protocol): the filter answers those before anybody
 * asks for some; nothing behind the gateway is reached. Other cross-origin requests get their CORS fields with a refusal,
 * too, or scripts could not read its status.
 */
export function isPreflight(cors: CorsFilter | undefined, context: FilterContext, draft: ExchangeDraft): boolean {
  return cors !== undefined && applyCors(cors, context, draft) !== undefined;
}

/** Asks the guard, and goes on when it has answered: at once unless something has to be waited for. */
export function passGuard(
  exchange: GuardedExchange,
  plan: RulePlan,
  context: FilterContext,
  generation: Generation,
): void {
  const report = (detail: string): void => {
    const { runtime, gateway, port } = exchange.host;
    const { route, rule } = plan.rule.origin;
    runtime.emit({ kind: 'policy-failure', gateway, port, route, rule, detail });
  };
  const request = guardedRequest(exchange, context, generation, report);
  const decide = (refusal: Refusal | undefined): void => {
    if (refusal !== undefined) {
      if (refusal.detail !== undefined) report(refusal.detail);
      exchange.answer(refusal.reply);
    } else {
      applyGuardChanges(exchange.draft, request);
      exchange.admitted();
    }
  };
  const outcome = plan.guard?.admit(request);
  if (outcome instanceof Promise) outcome.then(decide).catch((error: unknown) => fail(exchange, error));
  else decide(outcome);
}

/** The start of the body. A client that waits for 100 gets it from here, and the backend is not asked for it again. */
function bodyStart({ input, draft, body }: GuardedExchange, bytes: number): Promise<Buffer> {
  if (input.awaitsContinue && fieldValue(draft.headers, 'expect') !== undefined) {
    input.response.writeContinue();
    removeField(draft.headers, 'expect');
  }
  return body.readAhead(bytes);
}

function guardedRequest(
  exchange: GuardedExchange,
  { method, scheme, authority, path }: FilterContext,
  generation: Generation,
  report: (detail: string) => void,
): GuardedRequest {
  const { host, input, draft } = exchange;
  return {
    gateway: host.gateway,
    method,
    scheme,
    authority,
    path,
    fields: draft.headers,
    clientAddress: clientOf(host, input),
    backend: (key) => generation.target(key),
    bodyStart: (bytes) => bodyStart(exchange, bytes),
    report,
    claims: undefined,
    changes: [],
  };
}

/** What a client says about itself under a name that the guard speaks for is never passed on. */
function applyGuardChanges(draft: ExchangeDraft, { changes }: GuardedRequest): void {
  for (const { name } of changes) removeField(draft.headers, name);
  for (const { name, value } of changes) if (value !== undefined) draft.headers.push(name, value);
}

/** Closed, whatever went wrong. */
function fail(exchange: GuardedExchange, error: unknown): void {
  const { runtime, gateway, port } = exchange.host;
  const message = error instanceof Error ? error.message : String(error);
  runtime.emit({ kind: 'internal-error', gateway, port, message });
  exchange.answer(reply(500, 'internal'));
}
