import type { EffectiveListener, StreamRule } from '@routeward/core';
import { covering, hostnameOf } from '../host-plan.ts';

/** Names that clients ask for in the handshake, and the rule for them; without one the connection is closed. */
export interface NamedRule {
  readonly names: readonly string[];
  readonly rule: StreamRule | undefined;
}

const namesOf = ({ serverNames }: StreamRule, listener: EffectiveListener): readonly string[] =>
  serverNames.length > 0 ? serverNames.map(hostnameOf) : [hostnameOf(listener.hostname)];

/**
 * The rules of a TLS listener by server name: the first rule of a name counts, and names of a more specific listener of
 * the port are its own (listener isolation). `all` are the listeners of the port that are told apart by name.
 */
export function namedRules(listener: EffectiveListener, all: readonly EffectiveListener[]): NamedRule[] {
  const owners = new Map<string, EffectiveListener>();
  for (const other of all) {
    const hostname = hostnameOf(other.hostname);
    if (!owners.has(hostname)) owners.set(hostname, other);
  }
  const ownerOf = (name: string) =>
    covering(name)
      .map((cover) => owners.get(cover))
      .find((found) => found !== undefined);
  const taken = new Set<string>();
  const named: NamedRule[] = listener.streamRules.map((rule) => {
    const names = [...new Set(namesOf(rule, listener))].filter(
      (name) => ownerOf(name) === listener && !taken.has(name),
    );
    for (const name of names) taken.add(name);
    return { names, rule };
  });
  const own = hostnameOf(listener.hostname);
  const rest = taken.has(own) || ownerOf(own) !== listener ? [] : [{ names: [own], rule: undefined }];
  return [...named.filter(({ names }) => names.length > 0), ...rest];
}
