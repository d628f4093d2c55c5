// One small scenario through the whole core, with nothing but the language: no Node, no DOM.
import { compileConfiguration, createEngine, decide, explain } from '@routeward/core';
import { parseManifests } from '@routeward/core/manifests';

const text = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: routeward.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: shop }
spec:
  gatewayClassName: ours
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ name: web }]
  hostnames: [shop.example.com]
  rules:
    - matches: [{ path: { type: RegularExpression, value: "/(?i:CART)/[0-9]+" } }]
      backendRefs: [{ name: cart, port: 80 }]
    - matches: [{ path: { value: /old } }]
      filters: [{ type: RequestRedirect, requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: /new } } }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: { name: broken, namespace: shop }
spec: { rules: [{ matches: [{ path: { type: Exact, value: no-slash } }] }] }
`;

/** What every platform must answer, as one line. */
export const expected =
  'HTTPRoute/shop/cart cart; redirect 302 http://shop.example.com/new; none 404; won lost; broken refused';

/** @returns {string} the same as `expected`, where all is well */
export const scenario = () => {
  const { resources, findings } = parseManifests(text, { file: 'shop.yaml' });
  const engine = createEngine();
  const { configuration } = engine.apply(resources.map(({ resource }) => ({ kind: 'upsert', resource })));
  const matcher = compileConfiguration(configuration);
  const ask = (path) => decide(matcher, { authority: 'shop.example.com', path }).decision;
  const cart = ask('/Cart/7?x=1');
  const old = ask('/old/x');
  const none = ask('/');
  const request = { authority: 'shop.example.com', path: '/cart/7' };
  const { explanation } = explain({ configuration, matcher, attachments: engine.attachments() }, request);
  const refused = findings.some(
    ({ resource, severity }) => resource === 'HTTPRoute/shop/broken' && severity === 'error',
  );
  return [
    `${cart.route} ${cart.backends.map(({ name }) => name)}`,
    `${old.action} ${old.code} ${old.location}`,
    `${none.action} ${none.code}`,
    explanation.rules.map(({ outcome }) => outcome).join(' '),
    refused ? 'broken refused' : 'broken not refused',
  ].join('; ');
};
