import type { DecidedBackend, DecidedHeaders, Decision } from '@routeward/core';
import { escapeText } from '../terminal/escape.ts';

/** Escapes whatever is put into the text. */
export function plain(strings: TemplateStringsArray, ...values: readonly (string | number | undefined)[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => escapeText(String(value ?? ''))));
}

function headerLines(side: string, changes: DecidedHeaders | undefined): string[] {
  return [
    ...(changes?.set ?? []).map(({ name, value }) => plain`${side} header ${name} set to "${value}"`),
    ...(changes?.add ?? []).map(({ name, value }) => plain`${side} header ${name} added: "${value}"`),
    ...(changes?.remove ?? []).map((name) => plain`${side} header ${name} removed`),
  ];
}

const share = (weight: number, total: number): string =>
  total === 0 ? '0 %' : `${Number(((100 * weight) / total).toFixed(2))} %`;

function backendLines(backend: DecidedBackend, total: number): string[] {
  const part = share(backend.weight, total);
  if (!backend.valid) return [plain`${part} answered with 500: ${backend.reason}`];
  const name = `${backend.kind} ${backend.namespace}/${backend.name}`;
  const answer = backend.location === undefined ? '' : `, redirected with ${backend.code} to ${backend.location}`;
  return [
    plain`${part} to ${name}${backend.port === undefined ? '' : `:${backend.port}`}${answer}`,
    ...headerLines('  request', backend.requestHeaders),
    ...headerLines('  response', backend.responseHeaders),
  ];
}

const headlines: Readonly<Record<Decision['action'], (decision: Decision) => string>> = {
  forward: ({ code }) => (code === undefined ? 'forward' : plain`${code}: no backend is usable`),
  redirect: ({ code, location }) => plain`redirect with ${code} to ${location}`,
  respond: ({ code, reason }) =>
    plain`answered by the gateway with ${code}${reason === undefined ? '' : `: ${reason}`}`,
  none: ({ code }) => (code === 421 ? '421: the host belongs to another TLS listener' : '404: no rule matches'),
};

/** What happens to the request in one line. */
export const decisionHeadline = (decision: Decision): string => headlines[decision.action](decision);

/** What happens to the request on its way, a line for each change and each backend. */
export function decisionLines(decision: Decision): string[] {
  const backends = decision.backends ?? [];
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  return [
    ...headerLines('request', decision.requestHeaders),
    ...(decision.path === undefined ? [] : [plain`path becomes ${decision.path}`]),
    ...(decision.authority === undefined ? [] : [plain`authority becomes ${decision.authority}`]),
    ...backends.flatMap((backend) => backendLines(backend, total)),
    ...(decision.mirrors ?? []).map(
      ({ kind, namespace, name, fraction }) => plain`copy of ${share(fraction, 1)} to ${kind} ${namespace}/${name}`,
    ),
    ...headerLines('response', decision.responseHeaders),
  ];
}
