import { type DecisionRequest, type ExplainSource, type Explanation, explain } from '@routeward/core';
import { parseUrl } from '../requests/parse-url.ts';
import { UsageError } from '../usage-error.ts';
import { type AdminAnswer, jsonAnswer, textAnswer } from './admin-server.ts';

function headerOf(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError("header is 'name: value'");
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

function requestOf(query: URLSearchParams): DecisionRequest {
  const url = query.get('url');
  if (url === null) throw new UsageError('url is missing, as in /explain?method=GET&url=http%3A%2F%2Fa.example%2Fx');
  const gateway = query.get('gateway');
  return {
    ...parseUrl(url),
    method: query.get('method') ?? 'GET',
    headers: query.getAll('header').map(headerOf),
    ...(gateway !== null && { gateway }),
  };
}

/**
 * `/explain?method=GET&url=…&header=name%3A%20value&gateway=namespace/name`; `more` adds what the data plane says of the
 * rule that won.
 */
export function explainPage(
  source: ExplainSource,
  query: URLSearchParams,
  more: (explanation: Explanation) => object = () => ({}),
): AdminAnswer {
  try {
    const result = explain(source, requestOf(query));
    if (result.kind === 'ambiguous') return textAnswer(400, `${result.message}\n`);
    return jsonAnswer(200, { ...result.explanation, ...more(result.explanation) });
  } catch (error) {
    if (error instanceof UsageError) return textAnswer(400, `${error.message}\n`);
    throw error;
  }
}
