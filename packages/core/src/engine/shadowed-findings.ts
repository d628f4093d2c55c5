import { precedenceCriteria } from '../effective/precedence.ts';
import { type ShadowedRule, shadowedRules } from '../effective/shadowed-rules.ts';
import type { EffectiveConfiguration } from '../ir/configuration.ts';
import { nameList } from '../status/affected-conditions.ts';
import type { Finding } from '../validation/finding.ts';

interface Shadow extends ShadowedRule {
  readonly hosts: Set<string>;
}

function shadowsOf({ gateways }: EffectiveConfiguration): Iterable<Shadow> {
  const shadows = new Map<string, Shadow>();
  for (const { namespace, name, listeners } of gateways) {
    for (const { virtualHosts } of listeners) {
      for (const host of virtualHosts) {
        for (const { rule, winner } of shadowedRules(host)) {
          const { origin: lost } = rule;
          const { origin: won } = winner;
          const key = [lost.route, lost.rule, lost.match, won.route, won.rule, won.match].join(' ');
          const shadow = shadows.get(key) ?? { rule, winner, hosts: new Set() };
          shadows.set(key, shadow);
          shadow.hosts.add(`${host.hostname === '*' ? 'any host' : host.hostname} of Gateway/${namespace}/${name}`);
        }
      }
    }
  }
  return shadows.values();
}

function toFinding({ rule, winner, hosts }: Shadow): Finding {
  const { route, rule: index, match } = rule.origin;
  const criterion = precedenceCriteria.find(({ compare }) => compare(winner, rule) !== 0)?.name ?? 'match order';
  const first = `${winner.origin.route} spec.rules[${winner.origin.rule}].matches[${winner.origin.match}]`;
  return {
    severity: 'warning',
    rule: 'conflict',
    resource: route,
    path: `spec.rules[${index}].matches[${match}]`,
    message: `no request reaches it at ${nameList([...hosts])}: ${first} is the same match and stands before it (${criterion})`,
  };
}

/**
 * Tells authors of rules that another rule's identical match keeps every request from, and whose it is: of two routes
 * that claim one hostname the loser has nothing else to see that by.
 */
export const shadowedFindings = (configuration: EffectiveConfiguration): readonly Finding[] =>
  Array.from(shadowsOf(configuration), toFinding);
