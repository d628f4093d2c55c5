import type { DecidedBackend, Decision, DecisionRequest } from '@routeward/core';
import { echoedPrefix, echoText } from './echo-backend.ts';

/** One answer that a request may get. */
export interface ExpectedAnswer {
  /** 0 to 1. */
  readonly share: number;
  readonly status: number;
  readonly body?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

function echoedHeaders(decision: Decision, request: DecisionRequest): [string, string][] {
  const sent = (request.headers ?? []).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const set = (decision.requestHeaders?.set ?? []).map(({ name, value }): [string, string] => [name, value]);
  return [...sent, ...set].filter(([name]) => name.startsWith(echoedPrefix));
}

function backendAnswer(
  decision: Decision,
  backend: DecidedBackend,
  share: number,
  request: DecisionRequest,
): ExpectedAnswer {
  if (!backend.valid) return { share, status: 500, headers: [] };
  const body = echoText({
    service: `${backend.namespace}/${backend.name}`,
    method: request.method ?? 'GET',
    path: decision.path ?? request.path,
    headers: echoedHeaders(decision, request),
  });
  return { share, status: 200, body, headers: decision.responseHeaders?.set ?? [] };
}

/** What a request will be answered in the demo, by the engine's own decision. */
export function expectedAnswers(decision: Decision, request: DecisionRequest): ExpectedAnswer[] {
  if (decision.action === 'forward') {
    const backends = decision.backends ?? [];
    const total = backends.reduce((sum, { weight }) => sum + weight, 0);
    return backends
      .filter(({ weight }) => weight > 0)
      .map((backend) => backendAnswer(decision, backend, backend.weight / total, request));
  }
  const headers = decision.location === undefined ? [] : [{ name: 'location', value: decision.location }];
  return [{ share: 1, status: decision.code ?? 404, headers }];
}
