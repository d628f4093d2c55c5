// What the gateway examples share: manifests, computed, and a backend to send requests to.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEngine, type EffectiveConfiguration } from '@routeward/core';
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
  rules:
    - matches: [{path: {type: PathPrefix, value: /shop}}]
      filters:
        - type: URLRewrite
          urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}
      backendRefs: [{name: shop, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: web}
spec: {ports: [{port: 80}]}
`;

/** The effective configuration of the manifests above. */
export function shopConfiguration(): EffectiveConfiguration {
  const { resources, findings } = parseManifests(manifests, { file: 'shop.yaml' });
  for (const { resource, path, message } of findings) console.error(`${resource} ${path}: ${message}`);
  const engine = createEngine();
  engine.apply(resources.map(({ resource }) => ({ kind: 'upsert', resource })));
  return engine.configuration;
}

/** Listens on a port of loopback; 0 lets the system choose. */
export const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** A backend that says what it was asked, and how many bytes came with it. */
export const createBackend = (): Server =>
  createServer((request, response) => {
    let bytes = 0;
    request
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      })
      .on('end', () => response.end(`the shop got ${request.method} ${request.url} with ${bytes} bytes\n`));
  });

/** Where the examples listen. */
export const examplePort: number = Number(process.env['PORT'] ?? 3000);
