import type { EffectiveListener, Finding } from '@routeward/core';
import { listenerSecrets } from '../../listener-secrets.ts';
import { aggregated, type TranslateOptions } from '../../options.ts';
import type { EnvoyResource, JsonObject } from '../../resource.ts';
import type { BackendPlan } from '../backend-plan.ts';
import { connectionLimit } from '../listener.ts';
import { downstreamTls } from '../tls.ts';
import { namedRules } from './server-names.ts';
import { streamFindings, streamTargets } from './stream-target.ts';
import { tcpProxy } from './tcp-proxy.ts';

/** Filter chains that pass bytes on. */
export interface StreamChains {
  readonly bodies: readonly JsonObject[];
  readonly secrets: readonly EnvoyResource[];
  readonly findings: readonly Finding[];
}

export interface StreamContext {
  /** Name of the port, for statistics. */
  readonly port: string;
  readonly options: TranslateOptions;
  readonly backend: (key: string) => BackendPlan | undefined;
}

/** Of several rules the first serves; there is nothing to tell them apart by. */
export function tcpChains(listener: EffectiveListener, { port, backend }: StreamContext): StreamChains {
  const [rule] = listener.streamRules;
  const targets = rule ? streamTargets(rule, backend) : [];
  return {
    bodies: [{ filters: [connectionLimit(port), tcpProxy(port, targets)], name: listener.name }],
    secrets: [],
    findings: rule ? streamFindings(rule, backend) : [],
  };
}

/** Chosen by what the client asks for in the handshake; in plain text nobody is served. */
const nameMatch = (names: readonly string[]): JsonObject => ({
  filter_chain_match: {
    transport_protocol: 'tls',
    ...(!names.includes('*') && { server_names: names }),
  },
});

function tlsSocket(listener: EffectiveListener, { options }: StreamContext) {
  const { tls } = listener;
  if (tls?.mode !== 'Terminate') return { serves: tls !== undefined, socket: {}, secrets: [], findings: [] };
  const found = listenerSecrets(listener, tls, options.secrets);
  const { configSource = aggregated } = options;
  return {
    serves: found.tls !== undefined,
    socket: found.tls ? { transport_socket: downstreamTls(found.tls, configSource, []) } : {},
    secrets: found.tls ? found.secrets : [],
    findings: found.findings,
  };
}

/** `all`: the listeners of the port that are told apart by server name. */
export function tlsChains(
  listener: EffectiveListener,
  all: readonly EffectiveListener[],
  context: StreamContext,
): StreamChains {
  const { serves, socket, secrets, findings } = tlsSocket(listener, context);
  if (!serves) return { bodies: [], secrets, findings };
  const { port, backend } = context;
  const rules = namedRules(listener, all);
  return {
    bodies: rules.map(({ names, rule }) => ({
      ...nameMatch(names),
      filters: [connectionLimit(port), tcpProxy(port, rule ? streamTargets(rule, backend) : [])],
      ...socket,
      name: rule ? `${listener.name}/${rule.origin.route}/${rule.origin.rule}` : `${listener.name}/none`,
    })),
    secrets,
    findings: [...findings, ...rules.flatMap(({ rule }) => (rule ? streamFindings(rule, backend) : []))],
  };
}
