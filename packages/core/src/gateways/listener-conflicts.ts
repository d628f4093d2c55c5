import type { ProtocolFamily } from './listener-protocols.ts';

export type ConflictReason = 'HostnameConflict' | 'ProtocolConflict';

export interface ListenerConflict {
  readonly reason: ConflictReason;
  /** Names of the listeners that it conflicts with. */
  readonly others: readonly string[];
}

/** What decides whether listeners are distinct. */
export interface ListenerIdentity {
  readonly name: string;
  readonly port: number;
  /** Lower case; absent means any. */
  readonly hostname: string | undefined;
  readonly family: ProtocolFamily;
}

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
};

/** UDP has ports of its own. */
const portOf = ({ port, family }: ListenerIdentity): string => `${family === 'datagram' ? 'udp' : 'tcp'}/${port}`;

const hasHostnames = ({ family }: ListenerIdentity): boolean => family === 'cleartext' || family === 'tls';

/** Listeners that share a port and can't be told apart, with why. */
function conflictsOnPort(
  sharing: readonly ListenerIdentity[],
): readonly (readonly [ConflictReason, readonly ListenerIdentity[]])[] {
  const mixed = new Set(sharing.map(({ family }) => family)).size > 1;
  if (mixed || !sharing.every(hasHostnames)) return [['ProtocolConflict', sharing]];
  return groupBy(sharing, ({ hostname = '' }) => hostname).map((same) => ['HostnameConflict', same]);
}

/**
 * The conflicts among the listeners of one object, by listener name. None of them wins: "all indistinct Listeners must
 * not be accepted" (Gateway.spec.listeners). Listeners of protocols that are not served take no part.
 */
export function findConflicts(listeners: readonly ListenerIdentity[]): ReadonlyMap<string, ListenerConflict> {
  const conflicts = new Map<string, ListenerConflict>();
  for (const sharing of groupBy(listeners, portOf)) {
    for (const [reason, group] of conflictsOnPort(sharing)) {
      if (group.length < 2) continue;
      const names = group.map(({ name }) => name);
      for (const { name } of group) conflicts.set(name, { reason, others: names.filter((other) => other !== name) });
    }
  }
  return conflicts;
}
