// A custom gateway in a server of one's own: some paths are answered here, all others go where the manifests say.
import { createServer } from 'node:http';
import { createGateway } from '@routeward/adapters-node';
import { createBackend, examplePort, listen, shopConfiguration } from './shop.ts';

const backend = createBackend();
const address = '127.0.0.1';
const gateway = createGateway({
  configuration: shopConfiguration(),
  gateway: 'web/edge',
  port: 80,
  // Instead of the EndpointSlices of a cluster.
  backends: new Map([['web/shop:80', [{ address, port: await listen(backend, 0) }]]]),
});

const server = createServer((request, response) => {
  if (request.url === '/health') response.end('fine\n');
  else gateway(request, response);
});
// WebSockets come by an event of their own.
server.on('upgrade', gateway.upgrade);

console.log(`listening on http://127.0.0.1:${await listen(server, examplePort)}/shop/cart`);

process.once('SIGINT', () => {
  server.close();
  server.closeIdleConnections();
  gateway.close();
  backend.close();
});
