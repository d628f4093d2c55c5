import { type DecisionRequest, explain } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { explainSource } from '../explanation/explain-source.ts';
import { explanationText } from '../explanation/explanation-text.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { parseUrl } from '../requests/parse-url.ts';
import { jsonText } from '../terminal/output.ts';
import { UsageError } from '../usage-error.ts';

export interface ExplainOptions {
  readonly method: string;
  readonly url: string;
  readonly header: readonly (readonly [string, string])[];
  readonly gateway?: string;
  readonly sni?: string;
  readonly output: 'text' | 'json';
}

/** Further paths may stand before METHOD and URL, or behind them where the URL says `://`. */
export function splitWords(words: readonly string[]): { paths: string[]; method: string; url: string } {
  const marked = words.findIndex((word) => /^https?:\/\//i.test(word));
  const at = marked === -1 ? words.length - 1 : marked;
  const method = words[at - 1];
  const url = words[at];
  if (method === undefined || url === undefined)
    throw new UsageError('METHOD and URL are missing, as in: GET http://a.example/x');
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) throw new UsageError(`not a method: ${method}`);
  return { paths: [...words.slice(0, at - 1), ...words.slice(at + 1)], method, url };
}

/** A `Host` header names the authority, as it does with curl. */
function requestOf({ method, url, header, gateway, sni }: ExplainOptions): DecisionRequest {
  const target = parseUrl(url);
  const host = header.find(([name]) => name.toLowerCase() === 'host')?.[1];
  return {
    ...target,
    authority: host ?? target.authority,
    method,
    headers: header.filter(([name]) => name.toLowerCase() !== 'host'),
    ...(gateway !== undefined && { gateway }),
    ...(sni !== undefined && { sni }),
  };
}

/** Says which rule a request meets and which policies apply there, which others lose, which routes did not attach. */
export async function explainCommand(
  context: Context,
  input: InputOptions,
  options: ExplainOptions,
): Promise<ExitStatus> {
  const request = requestOf(options);
  const manifests = await loadManifests(context, input);
  const result = explain(explainSource(manifests.engine), request);
  if (result.kind === 'ambiguous') throw new UsageError(`${result.message}: use --gateway`);
  const { explanation } = result;
  context.io.out(options.output === 'json' ? jsonText(explanation) : explanationText(explanation, context.colours.out));
  return reportProblems(context, manifests);
}
