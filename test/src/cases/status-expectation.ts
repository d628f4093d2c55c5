import type { ResourceStatus } from '@routeward/core';
import * as assert from 'uvu/assert';
import type { ConditionExpectations, ListenerExpectation, StatusExpectation } from './case-files.ts';

interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

interface SeenStatus {
  readonly conditions?: readonly SeenCondition[];
  readonly listeners?: readonly {
    readonly name: string;
    readonly attachedRoutes: number;
    readonly supportedKinds: readonly { readonly kind: string }[];
    readonly conditions: readonly SeenCondition[];
  }[];
  readonly parents?: readonly {
    readonly controllerName: string;
    readonly conditions: readonly SeenCondition[];
  }[];
}

const ours = 'routeward.dev/gateway-controller';

function checkConditions(place: string, wanted: ConditionExpectations, seen: readonly SeenCondition[]): void {
  for (const [type, text] of Object.entries(wanted)) {
    const [expected = '', alternative] = text.split('|');
    const condition = seen.find((candidate) => candidate.type === type);
    if (!condition && alternative === 'absent') continue;
    const got = condition ? `${condition.status} ${condition.reason}` : 'absent';
    assert.is(got, expected, `${place} ${type}: ${got} (${condition?.message ?? ''}), wanted ${expected}`);
  }
}

function checkGeneration(place: string, generation: number, seen: readonly SeenCondition[]): void {
  for (const { type, observedGeneration } of seen) {
    assert.is(observedGeneration, generation, `${place} ${type} carries generation ${observedGeneration}`);
  }
}

function checkListener(place: string, wanted: ListenerExpectation, seen: NonNullable<SeenStatus['listeners']>[number]) {
  const { attachedRoutes, supportedKinds, ...conditions } = wanted;
  if (attachedRoutes !== undefined) assert.is(seen.attachedRoutes, attachedRoutes, `${place} attachedRoutes`);
  if (supportedKinds) {
    assert.equal(
      seen.supportedKinds.map(({ kind }) => kind),
      supportedKinds,
      `${place} supportedKinds`,
    );
  }
  const texts = Object.entries(conditions).flatMap(([type, text]) =>
    typeof text === 'string' ? [[type, text] as const] : [],
  );
  checkConditions(place, Object.fromEntries(texts), seen.conditions);
}

function checkParents(place: string, wanted: NonNullable<NonNullable<StatusExpectation>['parents']>, seen: SeenStatus) {
  const parents = seen.parents ?? [];
  assert.is(parents.length, wanted.length, `${place} has ${parents.length} parents: ${JSON.stringify(parents)}`);
  wanted.forEach(({ controllerName = ours, ...conditions }, index) => {
    const parent = parents[index];
    assert.is(parent?.controllerName, controllerName, `${place} parents[${index}].controllerName`);
    checkConditions(`${place} parents[${index}]`, conditions, parent?.conditions ?? []);
  });
}

/** Compares one resource's computed status with what a case expects of it. */
export function checkStatus(key: string, wanted: StatusExpectation, all: readonly ResourceStatus[]): void {
  const found = all.find(
    ({ kind, metadata }) => [kind, metadata.namespace, metadata.name].filter(Boolean).join('/') === key,
  );
  if (wanted === null) {
    assert.not(found, `${key} has a status`);
    return;
  }
  assert.ok(found, `${key} has no status`);
  const seen = found?.status as SeenStatus;
  checkConditions(key, wanted.conditions ?? {}, seen.conditions ?? []);
  for (const [name, listener] of Object.entries(wanted.listeners ?? {})) {
    const got = seen.listeners?.find((candidate) => candidate.name === name);
    assert.ok(got, `${key} has no status of listener ${name}`);
    if (got) checkListener(`${key} listener ${name}`, listener, got);
  }
  if (wanted.parents) checkParents(key, wanted.parents, seen);
  if (wanted.observedGeneration === undefined) return;
  const lists = [seen.conditions, ...(seen.listeners ?? []).map(({ conditions }) => conditions)];
  const parents = (seen.parents ?? []).filter(({ controllerName }) => controllerName === ours);
  for (const list of [...lists, ...parents.map(({ conditions }) => conditions)]) {
    checkGeneration(key, wanted.observedGeneration, list ?? []);
  }
}
