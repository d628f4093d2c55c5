// The gateway as Express middleware: routes of the application come first, the manifests take the rest.
import { createServer } from 'node:http';
import { createGateway } from '@routeward/adapters-node';
import express from 'express';
import { createBackend, examplePort, listen, shopConfiguration } from './shop.ts';

const backend = createBackend();
const gateway = createGateway({
  configuration: shopConfiguration(),
  gateway: 'web/edge',
  port: 80,
  backends: new Map([['web/shop:80', [{ address: '127.0.0.1', port: await listen(backend, 0) }]]]),
});

const app = express();
app.get('/health', (_request, response) => void response.send('fine\n'));
// No body parser before it: the gateway streams the body.
app.use(gateway);

const server = createServer(app);
console.log(`listening on http://127.0.0.1:${await listen(server, examplePort)}/shop/cart`);

process.once('SIGINT', () => {
  server.close();
  server.closeIdleConnections();
  gateway.close();
  backend.close();
});
