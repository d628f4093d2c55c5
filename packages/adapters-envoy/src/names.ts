import type { EffectiveGateway, EffectiveListener, RuleOrigin, SecretReference } from '@routeward/core';

/** A port of a Gateway: `namespace/name/80`. */
export const portName = ({ namespace, name }: EffectiveGateway, port: number): string => `${namespace}/${name}/${port}`;

/** TLS listeners of a port have routes of their own. */
export const tlsRoutesName = (gateway: EffectiveGateway, listener: EffectiveListener): string =>
  `${portName(gateway, listener.port)}/${listener.name}`;

export const secretName = ({ kind, namespace, name }: SecretReference): string => `${kind}/${namespace}/${name}`;

/** Authorities of one listener are one trust store. */
export const authoritiesName = (authorities: readonly SecretReference[]): string =>
  `authorities:${authorities.map(secretName).join(',')}`;

/** A label for logs and statistics, to find the manifest's line: nothing refers to it. */
export const routeName = ({ route, rule, match }: RuleOrigin): string => `${route}/${rule}/${match}`;
