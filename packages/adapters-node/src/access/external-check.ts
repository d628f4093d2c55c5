import type { ExternalRule } from '@routeward/core';
import { reply } from '../filters/exchange-draft.ts';
import type { GuardEnvironment } from '../guard/environment.ts';
import type { GuardedRequest, GuardStep, Refusal } from '../guard/guard-step.ts';
import { always, broken, forbidden } from '../guard/refusals.ts';
import { fieldValue } from '../headers/field-name.ts';
import { isHopByHop } from '../headers/hop-by-hop.ts';
import { targetText } from '../headers/wire-text.ts';
import { type AuthorizationAnswer, AuthorizationCall } from './authorization-call.ts';
import { isForwardedName } from './forwarded-name.ts';

/** What the service always sees, beside host, method and path (ExternalAuth filter, GEP-1494). */
const alwaysSent = ['authorization', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];

const noAnswer = (detail: string): Refusal => ({
  reply: reply(403, 'policy-unavailable'),
  detail: `external authorization: ${detail}`,
});

function chosenFields(fields: readonly string[], names: ReadonlySet<string>): string[] {
  const chosen: string[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = fields[index] ?? '';
    if (names.has(name.toLowerCase())) chosen.push(name, fields[index + 1] ?? '');
  }
  return chosen;
}

/** Fields of a no that the client gets: all but those of the connection and the framing. */
function refusalFields(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!isHopByHop(name) && name.toLowerCase() !== 'content-length') kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

/** A no: redirects and client errors are the service's own answer; anything else would tell the client something wrong. */
function refusalOf({ head, body }: AuthorizationAnswer): Refusal {
  const { status, headers } = head;
  if (status >= 500) return noAnswer(`status ${status}`);
  if (status < 300) return forbidden;
  return { reply: { ...reply(status, 'forbidden', refusalFields(headers)), body } };
}

/** Another service says yes with 200; anything else is a no. */
export function planExternal(rule: ExternalRule, environment: GuardEnvironment): GuardStep {
  // Asking over gRPC needs HTTP/2 to backends.
  if (rule.protocol !== 'http') return always(broken(`external authorization over ${rule.protocol} is not spoken`));
  const taken = rule.takeHeaders.map((name) => name.toLowerCase());
  if (!taken.every(isForwardedName)) return always(broken('a header name that can not be forwarded'));
  const sent = new Set([...alwaysSent, ...rule.sendHeaders.map((name) => name.toLowerCase())]);
  const prefix = targetText(rule.path.replace(/\/+$/, ''));
  if (prefix !== '' && !prefix.startsWith('/')) return always(broken('the path of an authorization service is none'));

  const take = ({ head }: AuthorizationAnswer, { changes }: GuardedRequest): void => {
    for (const name of taken) {
      const value = fieldValue(head.headers, name);
      // A client's own value stays only where the service has seen it and said yes.
      if (value !== undefined || !sent.has(name)) changes.push({ name, value });
    }
  };

  return async (request) => {
    const target = request.backend(rule.backend);
    const address = target?.supported === true ? target.pick(undefined) : undefined;
    if (address === undefined) return noAnswer('no endpoint');
    const body = rule.bodyBytes > 0 ? await request.bodyStart(rule.bodyBytes) : Buffer.alloc(0);
    const { method, authority, fields } = request;
    const path = request.path === '*' ? `${prefix}/` : prefix + request.path;
    const headers = chosenFields(fields, sent);
    const bodyLength = body.length === 0 ? 'none' : body.length;
    const question = { method, path, authority, headers, bodyLength, upgrade: undefined } as const;
    const answer = await AuthorizationCall.ask(environment.client, address, question, body, rule.timeout);
    if (typeof answer === 'string') return noAnswer(answer);
    if (answer.head.status !== 200) return refusalOf(answer);
    take(answer, request);
    return undefined;
  };
}
