// The gateway within Fastify: a route for everything gives the raw request away.
import { createGateway } from '@routeward/adapters-node';
import fastify from 'fastify';
import { createBackend, examplePort, listen, shopConfiguration } from './shop.ts';

const backend = createBackend();
const gateway = createGateway({
  configuration: shopConfiguration(),
  gateway: 'web/edge',
  port: 80,
  backends: new Map([['web/shop:80', [{ address: '127.0.0.1', port: await listen(backend, 0) }]]]),
});

const app = fastify();
app.get('/health', () => 'fine\n');
// The parsers of this scope only: the gateway streams the body, so nobody may read it before.
await app.register(async (scope) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.all('/*', (request, reply) => {
    reply.hijack();
    gateway(request.raw, reply.raw);
  });
});

await app.ready();
console.log(`listening on http://127.0.0.1:${await listen(app.server, examplePort)}/shop/cart`);

process.once('SIGINT', () => {
  app.server.close();
  app.server.closeIdleConnections();
  gateway.close();
  backend.close();
});
