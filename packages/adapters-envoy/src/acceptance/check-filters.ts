import type { CorsFilter, FaultFilter, Filter, HeaderChanges, MirrorFilter } from '@routeward/core';
import { isAuthority, isFieldName, isFieldValue } from '../resources/text.ts';
import { fits, isWholeNumber } from './check-text.ts';
import { firstProblem, type Problem, problem } from './problem.ts';

/** Envoy's limits: changes in one list, and bytes of a name or a value. */
const mostChanges = 1000;
const longestText = 16_384;

function changesProblem({ set, add, remove }: HeaderChanges): string | undefined {
  const values = [...set, ...add];
  if (values.length > mostChanges || remove.length > mostChanges) return `more than ${mostChanges} changes`;
  for (const { name, value } of values) {
    if (!isFieldName(name) || !isFieldValue(value)) return `the header ${JSON.stringify(name)} can not be sent`;
    // `%` is written twice.
    if (!fits(name, longestText) || !fits(value, longestText / 2)) return `the header ${name} is too long for Envoy`;
  }
  return undefined;
}

function corsProblem({ maxAge, ...lists }: CorsFilter): string | undefined {
  const texts = Object.values(lists).flatMap((list) => (Array.isArray(list) ? list : []));
  if (!texts.every((text) => isFieldValue(text))) return 'a text can not be sent in a header';
  if (!fits(texts.join(', '), longestText / 2)) return 'the lists are too long for Envoy';
  return isWholeNumber(maxAge, 0, Number.MAX_SAFE_INTEGER) ? undefined : 'the maximum age is no number of seconds';
}

function mirrorProblem({ fraction: { numerator, denominator } }: MirrorFilter): string | undefined {
  return numerator >= 0 && denominator > 0 && Number.isFinite(numerator / denominator) ? undefined : 'no fraction';
}

const isPercentage = (value: number): boolean => value >= 0 && value <= 100;

function faultProblem({ delay, abort }: FaultFilter): string | undefined {
  if (delay && !(delay.duration > 0 && Number.isFinite(delay.duration))) return 'the delay is no duration';
  if (abort && !isWholeNumber(abort.statusCode, 200, 599)) return `no status ${abort.statusCode} can be sent`;
  const percentages = [delay, abort].flatMap((part) => (part ? [part.percentage] : []));
  return percentages.every(isPercentage) ? undefined : 'no percentage';
}

/** Why a filter can't be honoured: what it stands for answers 500, rather than go on without it. */
export function filterProblem(filter: Filter): string | undefined {
  switch (filter.kind) {
    case 'requestHeaders':
    case 'responseHeaders':
      return changesProblem(filter.changes);
    case 'rewrite': {
      const { hostname } = filter;
      return hostname === undefined || isAuthority(hostname)
        ? undefined
        : `no host is named ${JSON.stringify(hostname)}`;
    }
    case 'cors':
      return corsProblem(filter);
    case 'mirror':
      return mirrorProblem(filter);
    case 'fault':
      return faultProblem(filter);
    default:
      // A filter of a newer configuration must not be skipped: it may be the one that protects.
      return 'the filter is not known';
  }
}

export const checkFilters = (filters: readonly Filter[], path: string): Problem | undefined =>
  firstProblem(filters, path, (filter, place) => {
    const message = filterProblem(filter);
    return message === undefined ? undefined : problem(place, message);
  });
