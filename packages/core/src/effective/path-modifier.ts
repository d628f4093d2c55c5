import type { PathModifier } from '../ir/filter.ts';
import type { HttpPathModifier } from '../resources/path-modifier.ts';
import type { RuleIssues } from './rule-issues.ts';

/**
 * `prefixOnly` says that the rule has exactly one match and that it is a PathPrefix: the CRD asks for it where a
 * prefix is replaced, and a rule without it is not accepted (HTTPPathModifier.replacePrefixMatch).
 */
export function toPathModifier(
  source: HttpPathModifier,
  path: string,
  prefixOnly: boolean,
  issues: RuleIssues,
): PathModifier {
  switch (source.type) {
    case 'ReplaceFullPath':
      return { kind: 'full', value: source.replaceFullPath ?? '' };
    case 'ReplacePrefixMatch':
      if (!prefixOnly) {
        const message = 'ReplacePrefixMatch needs exactly one match, of type PathPrefix';
        issues.unsupported.push({ path, reason: 'UnsupportedValue', message });
      }
      return { kind: 'prefix', value: source.replacePrefixMatch ?? '' };
    default: {
      const message = `path modifier ${JSON.stringify(source.type)} is not known`;
      issues.unsupported.push({ path, reason: 'UnsupportedValue', message });
      return { kind: 'full', value: '/' };
    }
  }
}
