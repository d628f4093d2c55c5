import type { EffectiveRule, Redirect, RouteAction, RuleSettings } from '@routeward/core';
import { isAuthority, isFieldName } from '../resources/text.ts';
import { brokenText, isDuration, isWholeNumber } from './check-text.ts';
import { firstProblem, type Problem, problem } from './problem.ts';

/** Envoy counts weights in 32 bits. */
const mostWeight = 4_294_967_295;

const redirectCodes: readonly number[] = [301, 302, 303, 307, 308];

/** Why a redirect can't be answered with. */
export function redirectProblem({ hostname, port, statusCode, scheme }: Redirect): string | undefined {
  if (hostname !== undefined && !isAuthority(hostname)) return `no host is named ${JSON.stringify(hostname)}`;
  if (port !== undefined && !isWholeNumber(port, 1, 65_535)) return `no port ${port}`;
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return 'the scheme is not known';
  return redirectCodes.includes(statusCode) ? undefined : `no redirect with status ${statusCode}`;
}

function checkRedirect(redirect: Redirect | undefined, path: string): Problem | undefined {
  const message = redirect && redirectProblem(redirect);
  return message === undefined ? undefined : problem(path, message);
}

function checkWeights(weights: readonly number[]): Problem | undefined {
  const wrong = firstProblem(weights, '.backendRefs', (weight, path) =>
    isWholeNumber(weight, 0, mostWeight) ? undefined : problem(path, `no weight ${weight}`),
  );
  if (wrong) return wrong;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum <= mostWeight ? undefined : problem('.backendRefs', `the weights add up to more than ${mostWeight}`);
}

function checkAction(action: RouteAction): Problem | undefined {
  switch (action.kind) {
    case 'redirect':
      return checkRedirect(action.redirect, '.filters');
    case 'respond':
      return isWholeNumber(action.statusCode, 200, 599)
        ? undefined
        : problem('', `no answer has the status ${action.statusCode}`);
    case 'forward':
      return checkWeights(action.backends.map(({ weight }) => weight));
  }
}

function checkSettings({ timeouts, retry, sessionPersistence }: RuleSettings): Problem | undefined {
  if (!isDuration(timeouts?.request) || !isDuration(timeouts?.backendRequest)) {
    return problem('.timeouts', 'no duration');
  }
  if (retry) {
    const { attempts, statusCodes, backoff, maximumBackoff } = retry;
    if (!isWholeNumber(attempts, 0, mostWeight) || !isDuration(backoff) || !isDuration(maximumBackoff)) {
      return problem('.retry', 'no number of tries');
    }
    if (!statusCodes.every((code) => isWholeNumber(code, 100, 599))) return problem('.retry.codes', 'no status');
  }
  if (!sessionPersistence) return undefined;
  const { name, absoluteTimeout } = sessionPersistence;
  return isFieldName(name) && isDuration(absoluteTimeout) ? undefined : problem('.sessionPersistence', 'no session');
}

/**
 * Why Envoy would refuse what a rule does, and with it every rule of the port: the rule alone answers 500 then. Most of
 * it the API server rules out; an embedder may not. Filters, and redirects of a backend, are looked at apart: one that
 * can't be honoured closes only what it stands for.
 */
export function checkRule({ filters, action, settings }: EffectiveRule): Problem | undefined {
  const text = brokenText([filters, action, settings]);
  if (text !== undefined) return problem('', 'a text is not valid Unicode');
  return checkAction(action) ?? checkSettings(settings);
}
