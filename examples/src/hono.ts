// The gateway within Hono on Node: a catch-all hands the raw request over and tells Hono that it is answered.
import { createServer } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { createGateway } from '@routeward/adapters-node';
import { Hono } from 'hono';
import { createBackend, examplePort, listen, shopConfiguration } from './shop.ts';

const backend = createBackend();
const gateway = createGateway({
  configuration: shopConfiguration(),
  gateway: 'web/edge',
  port: 80,
  backends: new Map([['web/shop:80', [{ address: '127.0.0.1', port: await listen(backend, 0) }]]]),
});

const app = new Hono<{ Bindings: HttpBindings }>();
app.get('/health', (context) => context.text('fine\n'));
app.all('*', (context) => {
  gateway(context.env.incoming, context.env.outgoing);
  return RESPONSE_ALREADY_SENT;
});

const server = createServer(getRequestListener(app.fetch));
console.log(`listening on http://127.0.0.1:${await listen(server, examplePort)}/shop/cart`);

process.once('SIGINT', () => {
  server.close();
  server.closeIdleConnections();
  gateway.close();
  backend.close();
});
