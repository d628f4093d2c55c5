import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../proxy/support/http-client.ts';
import { type RawReply, RawUpstream } from '../proxy/support/raw-upstream.ts';
import { policy } from '../unit/policy-kinds/policies.ts';
import { withPolicies } from './support/policed-plane.ts';

const test = suite('policies over sockets: retries');

type Fields = Readonly<Record<string, unknown>>;

const unavailable: RawReply = (socket) =>
  socket.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nnope');

const onRoute = (spec: Fields) => policy('RetryPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('RetryPolicy', 'gateway', 'Gateway/infra/edge', spec);
const onClass = (spec: Fields) => policy('RetryPolicy', 'class', 'GatewayClass/routeward', spec);

/** Requests that the backend gets for one of a client. */
async function tries(...policies: readonly Fields[]): Promise<number> {
  const upstream = await RawUpstream.start(unavailable);
  // What the policies under test do not say: so that ten tries are quick.
  const quick = policy('RetryPolicy', 'quick', 'Service/shop/cart', { default: { backOff: { base: '1ms' } } });
  try {
    await withPolicies(upstream.port, [quick, ...policies], async ({ port }) => {
      assert.is((await ask(port, '/')).status, 503);
    });
  } finally {
    await upstream.close();
  }
  return upstream.requests.length;
}

test("the article's policy: ten tries after the first; five without the override", async () => {
  assert.is(await tries(onRoute({ override: { maxRetries: 10 }, default: { maxRetries: 5 } })), 11);
  assert.is(await tries(onRoute({ default: { maxRetries: 5 } })), 6);
});

test("a Gateway's and a GatewayClass's override beat the route's, their defaults do not", async () => {
  const article = onRoute({ override: { maxRetries: 10 }, default: { maxRetries: 5 } });
  assert.is(await tries(article, onGateway({ override: { maxRetries: 2 } })), 3);
  assert.is(
    await tries(article, onGateway({ override: { maxRetries: 2 } }), onClass({ override: { maxRetries: 1 } })),
    2,
  );
  assert.is(
    await tries(article, onGateway({ default: { maxRetries: 2 } }), onClass({ default: { maxRetries: 1 } })),
    11,
  );
  assert.is(await tries(onGateway({ default: { maxRetries: 2 } }), onClass({ default: { maxRetries: 1 } })), 3);
});

test('a policy that comes or changes is in force at once', async () => {
  const upstream = await RawUpstream.start(unavailable);
  const triesNow = async (port: number): Promise<number> => {
    upstream.requests.length = 0;
    await ask(port, '/');
    return upstream.requests.length;
  };
  await withPolicies(upstream.port, [], async ({ port, change }) => {
    assert.is(await triesNow(port), 1);
    await change(onRoute({ default: { maxRetries: 2, backOff: { base: '1ms' } } }));
    assert.is(await triesNow(port), 3);
    await change(onRoute({ default: { maxRetries: 4, backOff: { base: '1ms' } } }));
    assert.is(await triesNow(port), 5);
    await change(onRoute({ default: { maxRetries: 4, retryOn: [502], backOff: { base: '1ms' } } }));
    assert.is(await triesNow(port), 1);
  });
  await upstream.close();
});

test.run();
