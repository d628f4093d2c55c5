// Short ways to write manifests down, with only what a threat is about.

type Fields = Readonly<Record<string, unknown>>;

const metadata = (path: string, more: Fields = {}): Fields => {
  const [namespace, name] = path.split('/');
  return { namespace, name, ...more };
};

/** Manifests with `createdAt` are ordered by it: day 1 is the oldest. */
const created = (day: number | undefined): Fields =>
  day === undefined ? {} : { creationTimestamp: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z` };

export const gatewayClass: Fields = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'routeward' },
  spec: { controllerName: 'routeward.dev/gateway-controller' },
};

export const namespace = (name: string, labels: Fields = {}): Fields => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

export const httpListener = (fields: Fields = {}): Fields => ({
  name: 'http',
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'All' } },
  ...fields,
});

export const gateway = (path: string, ...listeners: readonly Fields[]): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: metadata(path, { generation: 1 }),
  spec: { gatewayClassName: 'routeward', listeners: listeners.length === 0 ? [httpListener()] : listeners },
});

interface RouteFields {
  readonly day?: number;
  readonly hostnames?: readonly string[];
  readonly rules?: readonly Fields[];
  readonly parent?: Fields;
  readonly metadata?: Fields;
}

/** A route to `infra/edge`; unless given, one rule for every path, to the Service `web` of the route's namespace. */
export const route = (path: string, { day, hostnames, rules, parent, metadata: more }: RouteFields = {}): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: metadata(path, { generation: 1, ...created(day), ...more }),
  spec: {
    parentRefs: [parent ?? { namespace: 'infra', name: 'edge' }],
    ...(hostnames === undefined ? {} : { hostnames }),
    rules: rules ?? [{ backendRefs: [{ name: 'web', port: 80 }] }],
  },
});

export const backend = (name = 'web'): readonly Fields[] => [{ name, port: 80 }];

/** A Service with one ready endpoint. */
export const service = (path: string): readonly Fields[] => {
  const { namespace: home, name } = metadata(path);
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { namespace: home, name }, spec: { ports: [{ port: 80 }] } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: home, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    },
  ];
};
