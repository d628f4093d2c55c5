import { compileConfiguration, type EffectiveConfiguration, type ResourceStatus } from '@routeward/core';
import type { Manifests } from '../input/load.ts';
import { conditionGroups, statusKey } from '../status/condition-groups.ts';
import type { Changes, ListenerChange, StatusChange } from './changes.ts';
import { compareKeyed } from './keyed.ts';
import { comparePolicies } from './policies.ts';
import { compareAnswers } from './requests.ts';
import { compareHosts, placedHosts, sameHost } from './rules.ts';

function listenersOf({ gateways }: EffectiveConfiguration): Map<string, unknown> {
  return new Map(
    gateways.flatMap(({ namespace, name, listeners }) =>
      listeners.map(({ virtualHosts: _v, version: _d, ...listener }) => [
        `${namespace}/${name} ${listener.name}`,
        listener,
      ]),
    ),
  );
}

function compareListeners(before: EffectiveConfiguration, after: EffectiveConfiguration): ListenerChange[] {
  return compareKeyed(listenersOf(before), listenersOf(after)).map(({ key, change }) => {
    const [gateway = '', listener = ''] = key.split(' ');
    return { gateway, listener, change };
  });
}

interface PlacedCondition extends Pick<StatusChange, 'resource' | 'part' | 'condition'> {
  readonly text: string;
}

function conditionsOf(statuses: readonly ResourceStatus[]): Map<string, PlacedCondition> {
  const placed = statuses.flatMap((status) =>
    conditionGroups(status).flatMap(({ subject, conditions }) =>
      conditions.map(
        ({ type, status: value, reason, message }): PlacedCondition => ({
          resource: statusKey(status),
          part: subject,
          condition: type,
          text: `${value} ${reason}${message === '' ? '' : `: ${message}`}`,
        }),
      ),
    ),
  );
  return new Map(placed.map((entry) => [`${entry.resource}\n${entry.part}\n${entry.condition}`, entry]));
}

function compareStatus(before: readonly ResourceStatus[], after: readonly ResourceStatus[]): StatusChange[] {
  return compareKeyed(conditionsOf(before), conditionsOf(after)).flatMap(({ before: old, after: now }) => {
    const place = now ?? old;
    if (!place) return [];
    const { resource, part, condition } = place;
    return [{ resource, part, condition, ...(old && { before: old.text }), ...(now && { after: now.text }) }];
  });
}

/** What a change of manifests does to requests, rules, listeners, backends, policies and status. */
export function compareManifests(before: Manifests, after: Manifests): Changes {
  const old = before.engine.configuration;
  const now = after.engine.configuration;
  const hosts = compareKeyed(placedHosts(old), placedHosts(now), sameHost);
  const changes = {
    requests: compareAnswers(
      hosts.flatMap((host) => [host.after, host.before].filter((side) => side !== undefined)),
      compileConfiguration(old),
      compileConfiguration(now),
    ),
    rules: hosts.flatMap((host) => compareHosts(host.before, host.after)),
    listeners: compareListeners(old, now),
    backends: compareKeyed(
      new Map(old.backends.map((backend) => [backend.key, backend])),
      new Map(now.backends.map((backend) => [backend.key, backend])),
    ).map(({ key, change }) => ({ backend: key, change })),
    policies: comparePolicies(before.engine.policies(), after.engine.policies()),
    status: compareStatus(before.engine.status(), after.engine.status()),
    resources: compareKeyed(before.resources, after.resources).map(({ key, change }) => ({ resource: key, change })),
  };
  return { same: Object.values(changes).every((list) => list.length === 0), ...changes };
}
