import type { EffectiveConfiguration, EffectiveListener, EffectiveRule } from '@routeward/core';
import { matchText } from '../explanation/match-text.ts';
import type { RuleChange } from './changes.ts';
import { sameJson } from './same-json.ts';

/** A virtual host with its place. */
export interface PlacedHost {
  readonly gateway: string;
  readonly listener: EffectiveListener;
  readonly hostname: string;
  readonly version: string;
  readonly rules: readonly EffectiveRule[];
}

/** True where requests for the host meet the same rules at the same place. */
export const sameHost = (a: PlacedHost, b: PlacedHost): boolean =>
  a.version === b.version && a.listener.port === b.listener.port && a.listener.protocol === b.listener.protocol;

/** All virtual hosts by `gateway listener hostname`. */
export function placedHosts(configuration: EffectiveConfiguration): Map<string, PlacedHost> {
  const hosts = new Map<string, PlacedHost>();
  for (const { namespace, name, listeners } of configuration.gateways) {
    for (const listener of listeners) {
      for (const { hostname, version, rules } of listener.virtualHosts) {
        const gateway = `${namespace}/${name}`;
        hosts.set(`${gateway} ${listener.name} ${hostname}`, { gateway, listener, hostname, version, rules });
      }
    }
  }
  return hosts;
}

/**
 * Rules by route and match, not by index: a rule put in front must not make all behind it look changed. Twins are
 * told apart by counting.
 */
function keyed(rules: readonly EffectiveRule[]): Map<string, EffectiveRule> {
  const byKey = new Map<string, EffectiveRule>();
  for (const rule of rules) {
    const base = `${rule.origin.route} ${JSON.stringify(rule.match)}`;
    let key = base;
    for (let twin = 1; byKey.has(key); twin += 1) key = `${base} ${twin}`;
    byKey.set(key, rule);
  }
  return byKey;
}

/** The longest part of `order` that rises: what stands outside of it has moved. */
function risingPart(order: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  order.forEach((value, index) => {
    let at = tails.findIndex((tail) => (order[tail] ?? 0) >= value);
    if (at === -1) at = tails.length;
    previous[index] = at === 0 ? -1 : (tails[at - 1] ?? -1);
    tails[at] = index;
  });
  const rising = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index !== -1; index = previous[index] ?? -1) rising.add(index);
  return rising;
}

function movedKeys(before: ReadonlyMap<string, EffectiveRule>, after: ReadonlyMap<string, EffectiveRule>): Set<string> {
  const places = new Map([...before.keys()].map((key, index) => [key, index]));
  const common = [...after.keys()].filter((key) => places.has(key));
  const rising = risingPart(common.map((key) => places.get(key) ?? 0));
  return new Set(common.filter((_, index) => !rising.has(index)));
}

const effect = ({ filters, action, settings }: EffectiveRule) => ({ filters, action, settings });

/** Changes of one virtual host; either side may be missing. */
export function compareHosts(before: PlacedHost | undefined, after: PlacedHost | undefined): RuleChange[] {
  const host = after ?? before;
  if (!host) return [];
  const old = keyed(before?.rules ?? []);
  const now = keyed(after?.rules ?? []);
  const moved = movedKeys(old, now);
  const at = ({ origin, match }: EffectiveRule, change: RuleChange['change']): RuleChange => ({
    gateway: host.gateway,
    listener: host.listener.name,
    port: host.listener.port,
    host: host.hostname,
    change,
    route: origin.route,
    rule: origin.rule,
    match: origin.match,
    matches: matchText(match),
  });
  const changes: RuleChange[] = [];
  for (const [key, rule] of now) {
    const earlier = old.get(key);
    if (!earlier) changes.push(at(rule, 'added'));
    else if (!sameJson(effect(earlier), effect(rule))) changes.push(at(rule, 'changed'));
    else if (moved.has(key)) changes.push(at(rule, 'reordered'));
  }
  for (const [key, rule] of old) if (!now.has(key)) changes.push(at(rule, 'removed'));
  return changes;
}
