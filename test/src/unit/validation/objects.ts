import { type Channel, type Finding, type ParseResult, parseResource } from '@routeward/core';

export type Fields = Readonly<Record<string, unknown>>;

const head = (kind: string) => ({ apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'x' } });

/** Objects that are valid as they are; fields given replace those of the spec. */
export const gatewayClass = (spec: Fields = {}): Fields => ({
  ...head('GatewayClass'),
  spec: { controllerName: 'example.com/controller', ...spec },
});

export const listener = (fields: Fields = {}): Fields => ({ name: 'http', port: 80, protocol: 'HTTP', ...fields });

export const gateway = (spec: Fields = {}): Fields => ({
  ...head('Gateway'),
  spec: { gatewayClassName: 'class', listeners: [listener()], ...spec },
});

export const route = (spec: Fields = {}): Fields => ({ ...head('HTTPRoute'), spec });

export const rule = (fields: Fields): Fields => route({ rules: [fields] });

export const filter = (fields: Fields): Fields => rule({ filters: [fields] });

export const grant = (spec: Fields = {}): Fields => ({
  ...head('ReferenceGrant'),
  spec: {
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
    to: [{ group: '', kind: 'Service' }],
    ...spec,
  },
});

export const core = (kind: string, fields: Fields = {}): Fields => ({
  apiVersion: kind === 'EndpointSlice' ? 'discovery.k8s.io/v1' : 'v1',
  kind,
  metadata: { name: 'x' },
  ...fields,
});

export const say = ({ severity, rule: by, path, message, fix }: Finding): string =>
  `${severity} ${by} ${path}: ${message}${fix === undefined ? '' : ` | ${fix}`}`;

/** Every finding in one line. */
export const findingsOf = (value: unknown, channel: Channel = 'standard'): readonly string[] =>
  parseResource(value, { channel }).findings.map(say);

/** What was read; fails the test where the object is refused. */
export function resourceOf(value: unknown, channel: Channel = 'standard'): Fields {
  const result: ParseResult = parseResource(value, { channel });
  if (result.kind !== 'resource') throw new Error(result.findings.map(say).join('\n'));
  return JSON.parse(JSON.stringify(result.resource));
}
