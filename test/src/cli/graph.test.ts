import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest } from './command.ts';

const test = suite('cli: graph');

const backends = '[{name: web, port: 8080}, {name: gone, port: 80}, {name: secret, namespace: vault, port: 8080}]';
const lost = routeManifest('lost', 'b.example.com', '[{backendRefs: []}]').replace(
  'name: web, namespace: infra',
  'name: nowhere',
);
const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  serviceManifest('secret', 'vault'),
  routeManifest('web', 'a.example.com', `[{backendRefs: ${backends}}]`),
  lost,
);

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly label?: string;
}

test('the JSON holds attachments, refusals with their reasons, backends and missing grants', async () => {
  const { status, out } = await routeward(['graph', '-f', '-', '-o', 'json'], manifests);
  assert.is(status, 0);
  const { nodes, edges }: { nodes: { id: string; state: string }[]; edges: Edge[] } = JSON.parse(out);
  const state = new Map(nodes.map((node) => [node.id, node.state]));
  assert.is(state.get('Service/app/web/8080'), 'ok');
  assert.is(state.get('Service/app/gone/80'), 'missing');
  assert.is(state.get('HTTPRoute/app/lost'), 'problem');
  const edge = (from: string, to: string) => edges.find((candidate) => candidate.from === from && candidate.to === to);
  assert.equal(edge('Gateway/infra/web#http', 'HTTPRoute/app/web'), {
    from: 'Gateway/infra/web#http',
    to: 'HTTPRoute/app/web',
    kind: 'attached',
    label: 'a.example.com',
  });
  assert.is(edge('HTTPRoute/app/web', 'Service/vault/secret/8080')?.label, 'RefNotPermitted');
  assert.is(edge('HTTPRoute/app/web', 'Service/app/gone/80')?.label, 'BackendNotFound');
  assert.is(edges.find(({ to }) => to === 'HTTPRoute/app/lost')?.kind, 'refused');
  for (const { from, to } of edges) assert.ok(state.has(from) && state.has(to), `${from} → ${to} has both ends`);
});

test('a grant that lets a route through is drawn', async () => {
  const grant = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: lets-app, namespace: vault}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: app}]
  to: [{group: "", kind: Service}]
`;
  const { out } = await routeward(['graph', '-f', '-', '-o', 'json'], documents(manifests, grant));
  const { edges }: { edges: Edge[] } = JSON.parse(out);
  assert.is(edges.find(({ kind }) => kind === 'permits')?.from, 'ReferenceGrant/vault/lets-app');
  assert.is(
    edges.find(({ to, kind }) => to === 'Service/vault/secret/8080' && kind === 'invalid'),
    undefined,
  );
});

test('mermaid is what comes unless asked otherwise, and dot holds the same nodes', async () => {
  const mermaid = await routeward(['graph', '-f', '-'], manifests);
  assert.match(mermaid.out, /^flowchart LR\n/);
  assert.match(mermaid.out, 'HTTPRoute/app/web');
  const dot = await routeward(['graph', '-f', '-', '-o', 'dot'], manifests);
  assert.match(dot.out, /^digraph /);
  assert.match(dot.out, 'label="RefNotPermitted"');
});

const policy = (kind: string, name: string, spec: string): string => `
apiVersion: policy.routeward.dev/v1alpha1
kind: ${kind}
metadata: {name: ${name}, namespace: app}
spec: ${spec}
`;

const withPolicies = documents(
  manifests,
  policy(
    'RetryPolicy',
    'patient',
    '{targetRefs: [{kind: HTTPRoute, name: web}, {kind: Service, name: web}, {kind: HTTPRoute, name: absent}], default: {maxRetries: 1}}',
  ),
  policy(
    'RetryPolicy',
    'elsewhere',
    '{targetRef: {kind: Service, name: secret, namespace: vault}, default: {maxRetries: 1}}',
  ),
  policy('MeshPolicy', 'foreign', '{targetRef: {kind: HTTPRoute, name: web}}'),
);

test('policies are drawn with what they are for, and with what they are refused', async () => {
  const { out } = await routeward(['graph', '-f', '-', '-o', 'json'], withPolicies);
  const { nodes, edges }: { nodes: { id: string; kind: string; state: string }[]; edges: Edge[] } = JSON.parse(out);
  const ends = new Set(nodes.map(({ id }) => id));
  for (const { from, to } of edges) assert.ok(ends.has(from) && ends.has(to), `${from} → ${to} has both ends`);
  const node = (id: string) => nodes.find((candidate) => candidate.id === id);
  assert.is(node('RetryPolicy/app/patient')?.state, 'ok');
  assert.is(node('RetryPolicy/app/elsewhere')?.state, 'problem');
  assert.is(node('MeshPolicy/app/foreign')?.state, 'problem');
  assert.is(node('HTTPRoute/app/absent')?.state, 'missing');
  const from = (id: string) => edges.filter((edge) => edge.from === id).map(({ to, kind }) => `${kind} ${to}`);
  assert.equal(from('RetryPolicy/app/patient').sort(), [
    'policy HTTPRoute/app/web',
    'policy Service/app/web/8080',
    'refused HTTPRoute/app/absent',
  ]);
  const refusal = edges.find((edge) => edge.from === 'RetryPolicy/app/elsewhere');
  assert.is(refusal?.kind, 'refused');
  assert.match(refusal?.label ?? '', /^TargetNotFound: /);
});

const badgeKind = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: badgepolicies.policy.example.org, labels: {gateway.networking.k8s.io/policy: Direct}}
spec:
  group: policy.example.org
  names: {kind: BadgePolicy, plural: badgepolicies}
  scope: Namespaced
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
`;

const badge = (name: string): string => `
apiVersion: policy.example.org/v1
kind: BadgePolicy
metadata: {name: ${name}, namespace: app}
spec: {targetRef: {kind: HTTPRoute, name: web}, colour: red}
`;

test('of two policies that can not be merged the later one is drawn as kept out by the first', async () => {
  const input = documents(manifests, badgeKind, badge('first'), badge('second'));
  const { out } = await routeward(['graph', '-f', '-', '-o', 'json'], input);
  const { edges }: { edges: Edge[] } = JSON.parse(out);
  const edge = (id: string) => edges.find(({ from }) => from === id);
  assert.is(edge('BadgePolicy/app/first')?.kind, 'policy');
  assert.is(edge('BadgePolicy/app/second')?.kind, 'conflicted');
  assert.is(edge('BadgePolicy/app/second')?.label, 'Conflicted: BadgePolicy/app/first came first');
});

test('a policy that can not be read is in force nowhere', async () => {
  const bad = policy('RetryPolicy', 'bad', '{targetRef: {kind: HTTPRoute, name: web}, default: {maxRetries: many}}');
  const { out } = await routeward(['graph', '-f', '-', '-o', 'json'], documents(manifests, bad));
  const { nodes, edges }: { nodes: { id: string; label: string[] }[]; edges: Edge[] } = JSON.parse(out);
  assert.match(
    nodes.find(({ id }) => id === 'RetryPolicy/app/bad')?.label[1] ?? '',
    'Invalid: spec.default.maxRetries',
  );
  assert.is(edges.find(({ from }) => from === 'RetryPolicy/app/bad')?.kind, 'refused');
});

for (const output of ['mermaid', 'dot', 'svg']) {
  test(`policies are in ${output} too`, async () => {
    const { out } = await routeward(['graph', '-f', '-', '-o', output], withPolicies);
    assert.match(out, 'RetryPolicy/app/patient');
    assert.match(out, 'TargetNotFound');
  });
}

test('svg is a picture of it', async () => {
  const { out } = await routeward(['graph', '-f', '-', '-o', 'svg'], manifests);
  assert.match(out, '<svg');
  assert.match(out, 'HTTPRoute/app/web');
});

test.run();
