import type { Context, ExitStatus } from '../context.ts';
import { loadManifests } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { printProblems } from '../problems/print-problems.ts';
import { hasErrors } from '../problems/problem.ts';
import { jsonText } from '../terminal/output.ts';

export interface CheckOptions {
  /** Leaves out what concerns more than one object. */
  readonly schemaOnly: boolean;
  readonly output: 'text' | 'json';
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Prints every problem of the manifests. */
export async function check(context: Context, input: InputOptions, options: CheckOptions): Promise<ExitStatus> {
  const manifests = await loadManifests(context, input);
  // A resource that is defined twice is a matter of two documents, found while reading.
  const alone = manifests.objectProblems.filter(({ rule }) => rule !== 'conflict');
  const problems = options.schemaOnly ? alone : manifests.problems;
  if (options.output === 'json') context.io.out(jsonText({ problems }));
  else {
    printProblems(problems, context);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const warnings = problems.length - errors;
    const summary = [
      counted(manifests.resources.size, 'resource'),
      counted(errors, 'error'),
      counted(warnings, 'warning'),
    ];
    context.io.out(`${summary.join(', ')}\n`);
  }
  return hasErrors(problems) ? 1 : 0;
}
