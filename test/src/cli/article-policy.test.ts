import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startNode } from './child.ts';
import { routeward } from './command.ts';
import { ask } from './http-client.ts';

const test = suite("cli: the article's RetryPolicy in every command");

const example = (path: string): string => fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url));
const input = ['-f', example('manifests'), '-f', example('policies/article.yaml')] as const;
const url = 'http://shop.example.com:8080/cart';
const origin = { policy: 'RetryPolicy/shop/cart', mode: 'override' };
const beaten = [{ field: 'maxRetries', policy: 'RetryPolicy/shop/cart', mode: 'default', value: 5 }];

interface Scope {
  readonly path: readonly string[];
  readonly spec: unknown;
  readonly origins: unknown;
  readonly beaten: unknown;
}

async function json<T>(command: string, ...args: readonly string[]): Promise<T> {
  const { out } = await routeward([command, ...input, ...args]);
  return JSON.parse(out);
}

function isTen(scope: Scope | undefined): void {
  assert.is(scope?.path.at(-1), 'HTTPRoute/shop/cart');
  assert.equal(scope?.spec, { maxRetries: 10 });
  assert.equal(scope?.origins, { maxRetries: origin });
  assert.equal(scope?.beaten, beaten);
}

test('policies and explain say 10, who says so and what it beat', async () => {
  const [scope, ...more] = await json<Scope[]>('policies', '-o', 'json');
  assert.equal(more, []);
  isTen(scope);
  const { policies } = await json<{ policies: Scope[] }>('explain', 'GET', url, '-o', 'json');
  assert.is(policies.length, 1);
  isTen(policies[0]);
});

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

interface Status {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly ancestors?: readonly {
      readonly ancestorRef: { readonly name: string };
      readonly conditions: Condition[];
    }[];
    readonly parents?: readonly { readonly conditions: Condition[] }[];
  };
}

test('status tells the policy what became of it and the route what affects it', async () => {
  const statuses = await json<Status[]>('status', '-o', 'json');
  const policy = statuses.find(({ kind }) => kind === 'RetryPolicy');
  const [ancestor, ...more] = policy?.status.ancestors ?? [];
  assert.equal(more, []);
  assert.is(ancestor?.ancestorRef.name, 'public');
  assert.equal(
    ancestor?.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`),
    ['Accepted True Accepted', 'Programmed True Programmed'],
  );
  const route = statuses.find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === 'cart');
  const affected = route?.status.parents?.[0]?.conditions.find(
    ({ type }) => type === 'policy.routeward.dev/RetryPolicyAffected',
  );
  assert.match(affected?.message ?? '', 'RetryPolicy/shop/cart');
});

test("Envoy's configuration retries ten times on each of the route's rules, and nowhere else", async () => {
  const { out } = await routeward(['envoy', ...input]);
  const counts = [...out.matchAll(/"num_retries": (\d+)/g)].map(([, count]) => count);
  assert.ok(counts.length > 0);
  assert.equal(new Set(counts), new Set(['10']));
});

test('the Node proxy tries eleven times in all', async () => {
  let requests = 0;
  const backend: Server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(503).end('not now');
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const places = ['shop/cart-v1:80', 'shop/cart-v2:80'].flatMap((name) => ['--backend', `${name}=${target}`]);
  const ports = ['--port', 'infra/public:8080=0', '--port', 'infra/internal:8081=0'];
  const child = startNode('packages/cli/bin/routeward.js', ['serve', ...input, ...ports, ...places]);
  try {
    const line = /infra\/public .*127\.0\.0\.1:(\d+)\n/;
    const [, port] = line.exec(await child.waitFor(line)) ?? [];
    const { status } = await ask(`http://127.0.0.1:${port}/cart`, { headers: { host: 'shop.example.com:8080' } });
    assert.is(status, 503);
    assert.is(requests, 11);
  } finally {
    child.signal('SIGINT');
    await child.ended;
    backend.close();
  }
});

test.run();
