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

test('svg is a picture of it', async () => {
  const { out } = await routeward(['graph', '-f', '-', '-o', 'svg'], manifests);
  assert.match(out, '<svg');
  assert.match(out, 'HTTPRoute/app/web');
});

test.run();
