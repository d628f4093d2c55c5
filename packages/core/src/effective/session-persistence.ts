import type { SessionPersistence } from '../ir/configuration.ts';
import type { SessionPersistence as SessionPersistenceSpec } from '../resources/session-persistence.ts';
import type { RuleIssues } from './rule-issues.ts';
import { toMilliseconds } from './timeouts.ts';
import { digestText } from './version.ts';

/**
 * `rule` identifies the rule: sessions are never shared between rules, even of one Service (GEP-1619), so a cookie
 * without a name gets one that is the rule's own.
 */
export function toSessionPersistence(
  source: SessionPersistenceSpec,
  path: string,
  rule: string,
  issues: RuleIssues,
): SessionPersistence {
  const { absoluteTimeout } = source;
  const timeout = absoluteTimeout !== undefined && {
    absoluteTimeout: toMilliseconds(absoluteTimeout, `${path}.absoluteTimeout`, issues),
  };
  const ownName = `routeward-${digestText(rule)}`;
  if (source.type === 'Header') {
    return { kind: 'header', name: (source.header?.name ?? ownName).toLowerCase(), ...timeout, permanent: false };
  }
  return {
    kind: 'cookie',
    name: source.cookie?.name ?? ownName,
    ...timeout,
    path: source.cookie?.path ?? '/',
    permanent: source.cookie?.lifetimeType === 'Permanent',
  };
}
