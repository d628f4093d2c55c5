import type { Redirect } from '../ir/filter.ts';
import type { HttpRequestRedirect } from '../resources/path-modifier.ts';
import { toPathModifier } from './path-modifier.ts';
import type { RuleIssues } from './rule-issues.ts';

export function toRedirect(
  source: HttpRequestRedirect,
  path: string,
  prefixOnly: boolean,
  issues: RuleIssues,
): Redirect {
  const { scheme, hostname, port, statusCode } = source;
  return {
    ...(scheme !== undefined && { scheme }),
    ...(hostname !== undefined && { hostname }),
    ...(port !== undefined && { port }),
    ...(source.path && { path: toPathModifier(source.path, `${path}.path`, prefixOnly, issues) }),
    statusCode,
  };
}
