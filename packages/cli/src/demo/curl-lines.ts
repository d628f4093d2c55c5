import type { Decision, DecisionRequest } from '@routeward/core';
import { plain } from '../explanation/decision-text.ts';
import { type ExpectedAnswer, expectedAnswers } from './expected-answers.ts';

/** Within single quotes of a shell only the quote itself must be written otherwise. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command line that sends a request to a port of this machine. */
export function curlLine({ method = 'GET', authority, path, headers = [] }: DecisionRequest, port: number): string {
  const url = `http://127.0.0.1:${port}${path}`;
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(authority === '127.0.0.1' ? [] : [`-H ${quoted(`Host: ${authority}`)}`]),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    quoted(url),
  ].join(' ');
}

function answerText({ share, status, body, headers }: ExpectedAnswer): string {
  const part = share === 1 ? '' : `${Math.round(share * 100)} %: `;
  const extra = headers.map(({ name, value }) => plain`, ${name}: ${value}`).join('');
  return plain`${part}${status}${body === undefined ? '' : ` "${body}"`}` + extra;
}

/** The answers to expect, one a line. */
export const answerLines = (decision: Decision, request: DecisionRequest): string[] =>
  expectedAnswers(decision, request).map(answerText);
