import { createEngine, definePolicyKind, type Engine, type MergeMode, type PolicyKind } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';
import * as z from 'zod';

const spec = z.object({
  color: z.exactOptional(z.string()),
  size: z.exactOptional(z.number()),
  colors: z.exactOptional(z.object({ dark: z.exactOptional(z.string()), light: z.exactOptional(z.string()) })),
});

/** A kind of policy that nothing carries out. */
export const colorPolicy: PolicyKind = definePolicyKind({
  group: 'paint.example.com',
  kind: 'ColorPolicy',
  schema: spec,
  targets: ['GatewayClass', 'Gateway', 'ListenerSet', 'HTTPRoute', 'Service', 'Namespace'],
  attachment: 'inherited',
});

export const directPolicy: PolicyKind = definePolicyKind({
  group: 'paint.example.com',
  kind: 'CoatPolicy',
  schema: spec,
  targets: ['Gateway', 'HTTPRoute', 'Service'],
  attachment: 'direct',
});

export const gatewayClass = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: c }
spec: { controllerName: routeward.dev/gateway-controller }
---`;

export const gateway = (name: string, listeners: readonly string[] = ['http'], namespace = 'ns'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  gatewayClassName: c
  listeners: [${listeners
    .map(
      (listener, index) =>
        `{ name: ${listener}, port: ${80 + index}, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }`,
    )
    .join(', ')}]
---`;

/** Rules as flow YAML. */
export const route = (name: string, parentRefs: string, rules: string, namespace = 'ns'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec: { parentRefs: [${parentRefs}], rules: [${rules}] }
---`;

export const service = (name: string, ports = '{ name: http, port: 80 }', namespace = 'ns'): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ports: [${ports}] }
---`;

/** `second` makes it older or newer than others. */
export const policy = (
  name: string,
  body: string,
  { kind = 'ColorPolicy', namespace = 'ns', second = 0 } = {},
): string => `
apiVersion: paint.example.com/v1
kind: ${kind}
metadata:
  name: ${name}
  ${namespace === '' ? '' : `namespace: ${namespace}`}
  creationTimestamp: "2026-01-01T00:00:${String(second).padStart(2, '0')}Z"
spec: ${body}
---`;

export const onGateway = (name: string, section?: string): string =>
  `targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${name}${
    section === undefined ? '' : `, sectionName: ${section}`
  } }]`;

export const onRoute = (name: string, section?: string): string =>
  `targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: ${name}${
    section === undefined ? '' : `, sectionName: ${section}`
  } }]`;

export const onService = (name: string, section?: string): string =>
  `targetRefs: [{ group: "", kind: Service, name: ${name}${section === undefined ? '' : `, sectionName: ${section}`} }]`;

export const forwardTo = (name: string, rule = ''): string => `{ ${rule} backendRefs: [{ name: ${name}, port: 80 }] }`;

/** An engine over manifests, which must be without faults of their own. */
export function paint(text: string, policyMode: MergeMode = 'classic'): Engine {
  const manifests = parseManifests(text, { file: 'world.yaml' });
  const errors = manifests.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const engine = createEngine({ policyKinds: [colorPolicy, directPolicy], policyMode });
  engine.apply(manifests.resources.map(({ resource }) => ({ kind: 'upsert', resource })));
  return engine;
}

/** `path: spec` of each scope, paths without their kinds. */
export const scopesOf = (engine: Engine, mode?: MergeMode): readonly string[] =>
  engine.policies(mode).map(({ path, spec: values }) => {
    const steps = path.map((step) => step.slice(step.lastIndexOf('/') + 1));
    return `${steps.join(' > ')}: ${JSON.stringify(values)}`;
  });

interface PolicyCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** `Gateway g: Accepted, Programmed` with the reasons of a policy's conditions, one text for each ancestor. */
export function verdictsOf(engine: Engine, key: string): readonly string[] {
  const [kind, namespace, name] = key.split('/');
  const found = engine
    .status()
    .find((entry) => entry.kind === kind && entry.metadata.namespace === namespace && entry.metadata.name === name);
  const ancestors = found?.status['ancestors'];
  if (!Array.isArray(ancestors)) return [];
  return ancestors.map((ancestor: { ancestorRef: { kind: string; name: string }; conditions: PolicyCondition[] }) => {
    const reasons = ancestor.conditions.map(({ reason }) => reason);
    return `${ancestor.ancestorRef.kind} ${ancestor.ancestorRef.name}: ${reasons.join(', ')}`;
  });
}

/** The message of one of a policy's conditions. */
export function messageOf(engine: Engine, key: string, type: string): string {
  const [kind, namespace, name] = key.split('/');
  const found = engine
    .status()
    .find((entry) => entry.kind === kind && entry.metadata.namespace === namespace && entry.metadata.name === name);
  const ancestors = found?.status['ancestors'];
  if (!Array.isArray(ancestors)) return '';
  const conditions = ancestors.flatMap((ancestor: { conditions: PolicyCondition[] }) => ancestor.conditions);
  return conditions.find((condition) => condition.type === type)?.message ?? '';
}
