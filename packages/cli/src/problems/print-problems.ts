import type { Context } from '../context.ts';
import { escapeText } from '../terminal/escape.ts';
import type { Problem } from './problem.ts';

function line(problem: Problem, { colours }: Context): string {
  const { bold, red, yellow, dim } = colours.err;
  const severity = problem.severity === 'error' ? red('error') : yellow('warning');
  const place = problem.file === '' ? '' : `${bold(escapeText(`${problem.file}:${problem.line}:${problem.column}`))}: `;
  const subject = [problem.resource, problem.path]
    .filter((part) => part !== '')
    .map(escapeText)
    .join(' ');
  const fix = problem.fix === undefined ? '' : dim(` (fix: ${escapeText(problem.fix)})`);
  return `${place}${severity}: ${subject === '' ? '' : `${subject}: `}${escapeText(problem.message)}${fix}\n`;
}

/**
 * One line a problem on standard error: `file:line:column: severity: Kind/namespace/name field.path: message`.
 * Beyond `limit` only their number is told: commands that answer something else must not drown it.
 */
export function printProblems(problems: readonly Problem[], context: Context, limit = Number.POSITIVE_INFINITY): void {
  const errorsFirst = problems.length > limit ? problems.toSorted((a, b) => rank(a) - rank(b)) : problems;
  const shown = errorsFirst.slice(0, limit);
  if (shown.length > 0) context.io.err(shown.map((problem) => line(problem, context)).join(''));
  if (shown.length < problems.length) {
    context.io.err(`${problems.length - shown.length} more problems: routeward check prints all\n`);
  }
}

const rank = (problem: Problem): number => (problem.severity === 'error' ? 0 : 1);
