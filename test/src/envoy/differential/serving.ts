import { parseResource, type Resource, resourceKey } from '@routeward/core';

const namespaces = ['infra', 'shop', 'pay', 'default'];
const names = ['web', 'api', 'worker'];
const ports = [80, 8080];

function resourceOf(manifest: object): Resource {
  const parsed = parseResource(manifest);
  if (parsed.kind !== 'resource') throw new Error(`not valid: ${JSON.stringify(parsed.findings)}`);
  return parsed.resource;
}

const service = (namespace: string, name: string): Resource[] => [
  resourceOf({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { ports: ports.map((port) => ({ name: `p${port}`, port })) },
  }),
  resourceOf({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${name}-serving`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: ports.map((port) => ({ name: `p${port}`, port })),
    endpoints: [{ addresses: ['10.0.0.1'] }],
  }),
];

const grant = (namespace: string): Resource =>
  resourceOf({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { namespace, name: 'serving' },
    spec: {
      from: namespaces.map((from) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from })),
      to: [{ group: '', kind: 'Service' }],
    },
  });

const all = namespaces.flatMap((namespace) => [grant(namespace), ...names.flatMap((name) => service(namespace, name))]);

/**
 * The resources with Services that serve and grants that allow, most of the time: in a random cluster few backends can
 * be reached, and what is not forwarded can't be compared. `seed` decides which stay as they are.
 */
export function withServing(resources: readonly Resource[], seed: number): readonly Resource[] {
  const serving = all.filter((_, index) => (seed + index * 7) % 8 !== 0);
  const keys = new Set(serving.map(resourceKey));
  return [...resources.filter((resource) => !keys.has(resourceKey(resource))), ...serving];
}
