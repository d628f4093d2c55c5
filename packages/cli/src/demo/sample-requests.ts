import type { DecisionRequest } from '@routeward/core';

/** A request to try in the demo; what it will answer is computed, not written here. */
export interface DemoRequest {
  readonly shows: string;
  readonly request: DecisionRequest & { readonly gateway: string; readonly port: number };
}

const publicGateway = { gateway: 'infra/public', port: 8080 };
const internalGateway = { gateway: 'infra/internal', port: 8081 };
const shop = { ...publicGateway, authority: 'shop.example.com' };
const docs = { ...publicGateway, authority: 'docs.example.com' };

export const demoRequests: readonly DemoRequest[] = [
  { shows: 'a canary split', request: { ...shop, path: '/cart' } },
  {
    shows: 'a header that chooses the new version',
    request: { ...shop, path: '/cart', headers: [['x-version', 'beta']] },
  },
  { shows: 'a query parameter that chooses it too', request: { ...shop, path: '/cart/items?preview=1' } },
  { shows: 'a rewritten path', request: { ...shop, path: '/api/v1/cart/items?page=2' } },
  { shows: 'another namespace, allowed by a ReferenceGrant', request: { ...shop, method: 'POST', path: '/checkout' } },
  { shows: 'the same path with a method that no rule takes', request: { ...shop, path: '/checkout' } },
  { shows: 'a redirect', request: { ...docs, path: '/manual/intro' } },
  { shows: 'another namespace, without a ReferenceGrant', request: { ...docs, path: '/prices' } },
  {
    shows: 'the other Gateway, any host',
    request: { ...internalGateway, authority: '127.0.0.1', path: '/payments/42' },
  },
  {
    shows: 'a host that no route has',
    request: { ...publicGateway, authority: 'pay.example.com', path: '/payments/42' },
  },
];
