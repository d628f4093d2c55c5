import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startNode } from '../cli/child.ts';
import { ask } from '../cli/http-client.ts';

const test = suite('examples');

for (const name of ['http-server', 'express', 'fastify', 'hono']) {
  test(`${name}: own paths, routed paths with and without a body, paths that nobody has; Ctrl-C ends it`, async () => {
    const example = startNode(`examples/dist/${name}.js`, [], { PORT: '0' });
    const text = await example.waitFor(/listening on http:\S+\n/);
    const [, url = '', origin = ''] = /listening on ((http:\/\/[^/]+)\S+)/.exec(text) ?? [];
    const routed = await ask(url);
    assert.is(routed.status, 200);
    assert.is(routed.body, 'the shop got GET /cart with 0 bytes\n');
    const posted = await ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' });
    assert.is(posted.body, 'the shop got POST /cart with 7 bytes\n');
    assert.is((await ask(`${origin}/health`)).body, 'fine\n');
    assert.is((await ask(`${origin}/nothing`)).status, 404);
    example.signal('SIGINT');
    assert.equal(await example.ended, { code: 0, signal: null });
  });
}

test('fetch-handler: says which rule a request meets', async () => {
  const example = startNode('examples/dist/fetch-handler.js');
  assert.equal(await example.ended, { code: 0, signal: null });
  assert.is(example.text(), '200 HTTPRoute/web/shop cart\n404 no rule\n');
});

test('controller-status: a grant that is taken back touches the status of the route that used it only', async () => {
  const example = startNode('examples/dist/controller-status.js');
  assert.equal(await example.ended, { code: 0, signal: null });
  const [start = '', change = ''] = example.text().split('# the grant is taken back');
  for (const resource of [
    'GatewayClass routeward',
    'Gateway infra/public',
    'HTTPRoute docs/docs',
    'HTTPRoute shop/cart',
  ]) {
    assert.ok(start.includes(`\n${resource}\n`), resource);
  }
  assert.equal([...change.matchAll(/^(?:Gateway|GatewayClass|HTTPRoute) .*$/gm)].flat(), ['HTTPRoute shop/cart']);
  assert.match(change, '"reason": "RefNotPermitted"');
});

test('property-test: agrees with the oracle', async () => {
  const example = startNode('examples/dist/property-test.js');
  assert.equal(await example.ended, { code: 0, signal: null });
  const [, hits = '0'] = /; (\d+) requests met a rule/.exec(example.text()) ?? [];
  assert.ok(Number(hits) > 30, example.text());
});

test.run();
