// `match` alone: the matcher in a fetch handler, as edge workers, Bun, Deno and service workers call it. Nothing but
// the core is needed, so what this file does runs wherever there is `fetch`.
import { compileConfiguration, createEngine, createMatchResult } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';

const manifests = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: routeward}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: web}
spec:
  gatewayClassName: routeward
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: web}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}, method: GET}]
      name: cart
      backendRefs: [{name: cart, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: web}
spec: {ports: [{port: 80}]}
`;

const engine = createEngine();
const { resources } = parseManifests(manifests, { file: 'shop.yaml' });
engine.apply(resources.map(({ resource }) => ({ kind: 'upsert', resource })));
const port = compileConfiguration(engine.configuration).port('web/edge', 80);

// Both are used again for each request: matching allocates nothing.
const result = createMatchResult();
const view = { authority: '', path: '', method: '', rawHeaders: [] as string[] };

/** Says which rule a request meets; a real worker would go on with `fetch` to the rule's backend. */
export function handle(request: Request): Response {
  const url = new URL(request.url);
  view.authority = request.headers.get('host') ?? url.host;
  view.path = url.pathname + url.search;
  view.method = request.method;
  view.rawHeaders = [...request.headers].flat();
  if (!port?.match(view, result) || !result.rule) return new Response('no rule\n', { status: 404 });
  const { route, ruleName } = result.rule.origin;
  return new Response(`${route} ${ruleName ?? ''}\n`);
}

const answer = handle(new Request('http://shop.example.com/cart/7'));
console.log(answer.status, (await answer.text()).trim());
const unknown = handle(new Request('http://shop.example.com/cart/7', { method: 'DELETE' }));
console.log(unknown.status, (await unknown.text()).trim());
