import type { Finding } from '@routeward/core';

/** A finding in the shape of the command's contract. */
export interface Problem {
  readonly severity: Finding['severity'];
  /** As the file was named on the command line; `-` is standard input; empty where no file is known. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly resource: string;
  readonly path: string;
  readonly rule: Finding['rule'];
  readonly message: string;
  readonly fix?: string;
}

export const toProblem = ({ severity, position, resource, path, rule, message, fix }: Finding): Problem => ({
  severity,
  file: position?.file ?? '',
  line: position?.line ?? 1,
  column: position?.column ?? 1,
  resource,
  path,
  rule,
  message,
  ...(fix !== undefined && { fix }),
});

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');
