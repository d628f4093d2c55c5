import { parseResource, type Resource } from '@routeward/core';

const group = 'gateway.networking.k8s.io';
const gateways = 10;
/** Of each kind of policy below the GatewayClass and the Gateways. */
const policies = 1000;

function read(value: object): Resource {
  const parsed = parseResource(value);
  if (parsed.kind !== 'resource') throw new Error(JSON.stringify(parsed.findings));
  return parsed.resource;
}

const toGateway = (name: string): Resource =>
  read({
    apiVersion: `${group}/v1`,
    kind: 'Gateway',
    metadata: { name, namespace: 'ns' },
    spec: { gatewayClassName: 'c', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  });

const toService = (name: string): Resource =>
  read({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'ns' },
    spec: { ports: [{ port: 80, name: 'http' }] },
  });

const toRoute = (index: number, services: number): Resource =>
  read({
    apiVersion: `${group}/v1`,
    kind: 'HTTPRoute',
    metadata: { name: `r${index}`, namespace: 'ns' },
    spec: {
      hostnames: [`h${index}.example.com`],
      parentRefs: [{ name: `g${index % gateways}` }],
      rules: [{ backendRefs: [{ name: `s${index % services}`, port: 80 }] }],
    },
  });

/** A route has a host of its own and one Service; ten Gateways of one class. */
export function policyWorld(routes: number): readonly Resource[] {
  const services = Math.min(routes, 1000);
  const gatewayClass = read({
    apiVersion: `${group}/v1`,
    kind: 'GatewayClass',
    metadata: { name: 'c' },
    spec: { controllerName: 'routeward.dev/gateway-controller' },
  });
  return [
    gatewayClass,
    ...Array.from({ length: gateways }, (_, index) => toGateway(`g${index}`)),
    ...Array.from({ length: services }, (_, index) => toService(`s${index}`)),
    ...Array.from({ length: routes }, (_, index) => toRoute(index, services)),
  ];
}

interface Target {
  readonly kind: string;
  readonly name: string;
}

/** Two on the GatewayClass, two on each Gateway; of the others a quarter on Services, the rest on routes. */
function targetOf(index: number, routes: number): Target {
  if (index < 2) return { kind: 'GatewayClass', name: 'c' };
  if (index < 2 + 2 * gateways) return { kind: 'Gateway', name: `g${(index - 2) % gateways}` };
  if (index % 4 === 0) return { kind: 'Service', name: `s${index % Math.min(routes, 1000)}` };
  return { kind: 'HTTPRoute', name: `r${(index * 7) % routes}` };
}

/** Retries and timeouts by turns; `turn` changes the value and nothing else. */
export function policyAt(index: number, routes: number, turn: number): Resource {
  const { kind, name } = targetOf(index, routes);
  const retries = index % 2 === 0;
  const value = retries ? { maxRetries: (index + turn) % 10 } : { request: `${((index + turn) % 60) + 1}s` };
  const part = retries && index % 3 === 0 ? 'override' : 'default';
  return read({
    apiVersion: 'policy.routeward.dev/v1alpha1',
    kind: retries ? 'RetryPolicy' : 'TimeoutPolicy',
    metadata: {
      name: `p${index}`,
      ...(kind === 'GatewayClass' ? {} : { namespace: 'ns' }),
      creationTimestamp: new Date(1_750_000_000_000 + index * 1000).toISOString(),
    },
    spec: { targetRefs: [{ group: kind === 'Service' ? '' : group, kind, name }], [part]: value },
  });
}

export const allPolicies = (routes: number): readonly Resource[] =>
  Array.from({ length: policies }, (_, index) => policyAt(index, routes, 0));

/** Policies on routes and Services, in an order that jumps about. */
export const changedPolicy = (turn: number, routes: number): Resource => {
  const first = 2 + 2 * gateways;
  return policyAt(first + ((turn * 37) % (policies - first)), routes, turn + 1);
};
