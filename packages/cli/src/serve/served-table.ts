import type { EffectiveConfiguration, EffectiveRule } from '@routeward/core';
import { matchText } from '../explanation/match-text.ts';
import { table } from '../terminal/table.ts';

/** `host:port` where a Gateway's listener port is open; undefined where it is not. */
export type BoundAddress = (gateway: string, port: number) => string | undefined;

/** Listeners and where they can be reached. */
export function listenerTable({ gateways }: EffectiveConfiguration, bound: BoundAddress): string {
  const rows = gateways.flatMap(({ namespace, name, listeners }) =>
    listeners.map((listener) => [
      `${namespace}/${name}`,
      listener.name,
      listener.protocol,
      String(listener.port),
      listener.hostname ?? '*',
      bound(`${namespace}/${name}`, listener.port) ?? 'not open',
    ]),
  );
  return table(['GATEWAY', 'LISTENER', 'PROTOCOL', 'PORT', 'HOST', 'ADDRESS'], rows);
}

function destination({ action }: EffectiveRule): string {
  switch (action.kind) {
    case 'redirect':
      return `redirect ${action.redirect.statusCode}`;
    case 'respond':
      return `${action.statusCode}`;
    case 'forward':
      return action.backends
        .map((backend) => {
          const weight = action.backends.length > 1 ? ` (weight ${backend.weight})` : '';
          const { namespace, name, port } = backend.ref;
          const target = `${namespace}/${name}${port === undefined ? '' : `:${port}`}`;
          return backend.kind === 'backend' ? `${target}${weight}` : `500 for ${target}: ${backend.reason}${weight}`;
        })
        .join(', ');
  }
}

/** Rules in their final order, host by host. */
export function ruleTable({ gateways }: EffectiveConfiguration): string {
  const rows = gateways.flatMap(({ namespace, name, listeners }) =>
    listeners.flatMap(({ virtualHosts }) =>
      virtualHosts.flatMap(({ hostname, rules }) =>
        rules.map((rule) => [
          `${namespace}/${name}`,
          hostname,
          matchText(rule.match),
          rule.origin.route,
          destination(rule),
        ]),
      ),
    ),
  );
  return table(['GATEWAY', 'HOST', 'MATCH', 'ROUTE', 'TO'], rows);
}
