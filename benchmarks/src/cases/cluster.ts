import { parseResource, type Resource } from '@routeward/core';

function parse(manifest: object): Resource {
  const parsed = parseResource(manifest);
  if (parsed.kind !== 'resource') throw new Error(`not a resource: ${JSON.stringify(parsed)}`);
  return parsed.resource;
}

const gatewayApi = 'gateway.networking.k8s.io/v1';
const createdAt = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();

/** A route with one rule; another `version` sends to another port of the same Service. */
export function clusterRoute(index: number, hosts: number, version: number): Resource {
  return parse({
    apiVersion: gatewayApi,
    kind: 'HTTPRoute',
    metadata: {
      namespace: 'apps',
      name: `route-${index}`,
      creationTimestamp: createdAt(index),
      generation: 1 + version,
    },
    spec: {
      parentRefs: [{ name: 'edge', namespace: 'infra' }],
      hostnames: [`host-${index % hosts}.example.com`],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: `/service-${index}/v${version % 3}` } }],
          backendRefs: [{ name: `service-${index % 200}`, port: 80 + (version % 2) }],
        },
      ],
    },
  });
}

function service(index: number): Resource[] {
  const metadata = { namespace: 'apps', name: `service-${index}` };
  const ports = [80, 81].map((port) => ({ name: `p${port}`, port, targetPort: 8000 + port }));
  const labels = { 'kubernetes.io/service-name': metadata.name };
  const slicePorts = ports.map(({ name, targetPort }) => ({ name, port: targetPort, protocol: 'TCP' }));
  const endpoints = [{ addresses: [`10.0.${index % 250}.1`], conditions: { ready: true } }];
  return [
    parse({ apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: '10.1.0.1', ports } }),
    parse({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'apps', name: `service-${index}-a`, labels },
      addressType: 'IPv4',
      ports: slicePorts,
      endpoints,
    }),
  ];
}

/** One Gateway with one listener, and `routes` routes of one rule each, spread over `hosts` hostnames. */
export function clusterResources(routes: number, hosts: number): Resource[] {
  const controllerName = 'routeward.dev/gateway-controller';
  const listener = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };
  return [
    parse({ apiVersion: gatewayApi, kind: 'GatewayClass', metadata: { name: 'bench' }, spec: { controllerName } }),
    parse({
      apiVersion: gatewayApi,
      kind: 'Gateway',
      metadata: { namespace: 'infra', name: 'edge' },
      spec: { gatewayClassName: 'bench', listeners: [listener] },
    }),
    ...Array.from({ length: 200 }, (_, index) => service(index)).flat(),
    ...Array.from({ length: routes }, (_, index) => clusterRoute(index, hosts, 0)),
  ];
}
