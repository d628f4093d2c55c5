import { compileRegex, type NamedMatch, type PathMatch, type RuleMatch, type ValueMatch } from '@routeward/core';
import { isFieldName } from '../resources/text.ts';
import { brokenText, fits } from './check-text.ts';
import { firstProblem, type Problem, problem } from './problem.ts';

/** Envoy's limit for the name of a query parameter, in bytes. */
const longestParameter = 1024;

function regexProblem(pattern: string): string | undefined {
  const compiled = compileRegex(pattern);
  return compiled.kind === 'ok' ? undefined : `the regular expression is not supported: ${compiled.message}`;
}

const valueProblem = (value: ValueMatch): string | undefined =>
  value.kind === 'regex' ? regexProblem(value.value) : undefined;

/** A request's path begins with a slash and ends in front of `?` and `#`: another one is never found. */
function pathProblem(path: PathMatch): string | undefined {
  if (path.kind === 'regex') return path.value === '' ? 'no path is empty' : regexProblem(path.value);
  if (!path.value.startsWith('/')) return 'no path begins so';
  return /[?#]/.test(path.value) ? 'no path holds ? or #' : undefined;
}

function headerProblem({ name, value }: NamedMatch, path: string): Problem | undefined {
  const message = isFieldName(name) ? valueProblem(value) : `no header is named ${JSON.stringify(name)}`;
  return message === undefined ? undefined : problem(path, message);
}

function parameterProblem({ name, value }: NamedMatch, path: string): Problem | undefined {
  if (name === '') return problem(path, 'no parameter has an empty name');
  if (!fits(name, longestParameter)) return problem(path, `the name has more than ${longestParameter} bytes`);
  const message = valueProblem(value);
  return message === undefined ? undefined : problem(path, message);
}

/** Why a match can't be said to Envoy; the rule is left out then, for no request reaches it. */
export function checkMatch(match: RuleMatch): Problem | undefined {
  if (brokenText(match) !== undefined) return problem('', 'a text is not valid Unicode');
  const path = pathProblem(match.path);
  if (path !== undefined) return problem('.path', path);
  const authority = match.authority && valueProblem(match.authority);
  if (authority !== undefined) return problem('', authority);
  return (
    firstProblem(match.headers, '.headers', headerProblem) ??
    firstProblem(match.queryParams, '.queryParams', parameterProblem)
  );
}
