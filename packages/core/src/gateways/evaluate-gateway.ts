import type { GatewayAddress } from '../ir/configuration.ts';
import type { Gateway } from '../resources/gateway.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding } from '../validation/finding.ts';
import { toConditions } from './conditions.ts';
import { checkListener, hostnameOf, type ListenerPlace } from './evaluate-listener.ts';
import type { EvaluatedGateway, EvaluatedListener } from './evaluated-gateway.ts';
import { type ControllerOptions, ownerOf } from './gateway-class.ts';
import { gatewayConditions } from './gateway-conditions.ts';
import { checkGateway, type GatewayCheck } from './gateway-problems.ts';
import { findConflicts, type ListenerIdentity } from './listener-conflicts.ts';
import { rulesOf } from './listener-protocols.ts';
import { judge, type ListenerVerdict, listenerConditions } from './listener-verdict.ts';
import { findOverlaps } from './overlapping-hostnames.ts';

export interface GatewayOptions extends ControllerOptions {
  /** Whether a requested address can be bound; the adapter knows. Every one can unless set. */
  readonly isUsableAddress?: ((address: GatewayAddress) => boolean) | undefined;
}

const toIdentities = ({ spec }: Gateway): readonly ListenerIdentity[] =>
  spec.listeners.flatMap((listener) => {
    const rules = rulesOf(listener.protocol);
    const { name, port } = listener;
    return rules ? [{ name, port, hostname: hostnameOf(listener), family: rules.family }] : [];
  });

/** Which accepted listeners that end TLS overlap which. */
function overlapsOf(verdicts: readonly ListenerVerdict[]): ReadonlyMap<string, readonly string[]> {
  const ending = verdicts.filter(({ accepted, check }) => accepted && check.tls?.mode === 'Terminate');
  return findOverlaps(
    ending.map(({ check: { listener, hostname } }) => ({ name: listener.name, port: listener.port, hostname })),
  );
}

function toEvaluated(
  owner: string,
  verdict: ListenerVerdict,
  overlaps: readonly string[],
  blocked: string | undefined,
  generation: number | undefined,
): EvaluatedListener {
  const { listener, hostname, tls, supportedKinds, allowsNamespace } = verdict.check;
  return {
    owner,
    name: listener.name,
    port: listener.port,
    protocol: listener.protocol,
    ...(hostname !== undefined && { hostname }),
    ...(tls && { tls }),
    supportedKinds,
    allowsNamespace,
    serves: verdict.usable && blocked === undefined,
    conditions: toConditions(listenerConditions(verdict, overlaps, blocked), generation),
  };
}

/** A client validation that several listeners share is reported once. */
function toFindings(resource: string, gateway: GatewayCheck, verdicts: readonly ListenerVerdict[]): readonly Finding[] {
  const problems = new Map<string, Finding>();
  for (const { condition, rule, path, message } of verdicts.flatMap(({ check }) => check.problems)) {
    const severity = condition === 'none' ? 'warning' : 'error';
    problems.set(`${path} ${message}`, { severity, rule, resource, path, message });
  }
  return [...gateway.findings, ...problems.values()];
}

/**
 * Checks a Gateway of ours by itself: its class, addresses and references, and each listener. Routes come later. Call
 * it only where `ownerOf` says `ours`; for any other Gateway the result says that it is not accepted.
 */
export function evaluateGateway(snapshot: Snapshot, gateway: Gateway, options: GatewayOptions = {}): EvaluatedGateway {
  const key = resourceKey(gateway);
  const { generation } = gateway.metadata;
  const checked = checkGateway(snapshot, gateway, ownerOf(snapshot, gateway, options), options);
  const place: ListenerPlace = { snapshot, gateway, conflicts: findConflicts(toIdentities(gateway)) };
  const verdicts = gateway.spec.listeners.map((listener, index) => judge(checkListener(place, listener, index)));
  const overlaps = overlapsOf(verdicts);
  return {
    key,
    resource: gateway,
    listeners: verdicts.map((verdict) =>
      toEvaluated(key, verdict, overlaps.get(verdict.check.listener.name) ?? [], checked.blocked, generation),
    ),
    addresses: checked.addresses,
    conditions: toConditions(gatewayConditions(checked, verdicts), generation),
    findings: toFindings(key, checked, verdicts),
  };
}
