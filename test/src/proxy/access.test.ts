import { createHash } from 'node:crypto';
import type { AccessRule, ApiKeyRule, CorsFilter } from '@routeward/core';
import { hashSync } from 'bcryptjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from './support/configuration.ts';
import { EchoBackend } from './support/echo-backend.ts';
import { ask, echoOf } from './support/http-client.ts';
import { type PlaneOptions, type RunningPlane, withPlane } from './support/plane.ts';
import { RawClient } from './support/raw-client.ts';
import { secret, secretsOf } from './support/secrets.ts';
import { until } from './support/within.ts';

const test = suite('proxy: access rules');

const sha = (password: string): string => `{SHA}${createHash('sha1').update(password).digest('base64')}`;

const secrets = secretsOf({
  users: {
    '.htpasswd': `# staff\nanna:${sha('wunderbar')}\nbert:${hashSync('geheim', 4)}\ncora:$apr1$x$y\ndora:plain\n`,
  },
  keys: { one: 'k-1\n', two: 'schl\u00fcssel' },
  more: { three: 'k-3' },
  empty: { nothing: '' },
});

/** Serves one rule with these access rules in front of an echo backend. */
async function guarded(
  access: readonly AccessRule[],
  run: (running: RunningPlane, backend: EchoBackend) => Promise<void>,
  options: PlaneOptions = { secrets },
  filters: readonly CorsFilter[] = [],
): Promise<void> {
  const backend = await EchoBackend.start();
  await withPlane(simple(backend.port, [{ settings: { access }, filters }]), options, (running) =>
    run(running, backend),
  );
  await backend.close();
}

const addresses = (allow: readonly string[], deny: readonly string[] = []): AccessRule => ({
  kind: 'addresses',
  allow,
  deny,
});
const basic: AccessRule = {
  kind: 'basic',
  users: secret('users'),
  key: '.htpasswd',
  forwardUserHeader: 'X-User',
};
const apiKey: ApiKeyRule = {
  kind: 'apiKey',
  keys: [secret('keys'), secret('more')],
  from: [
    { kind: 'header', name: 'X-Api-Key' },
    { kind: 'header', name: 'Authorization', prefix: 'Bearer ' },
    { kind: 'cookie', name: 'key' },
    { kind: 'query', name: 'api_key' },
  ],
  forwardClientHeader: 'x-client',
};
const login = (name: string, password: string): string[] => [
  'Authorization',
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
];

test('addresses: deny beats allow, and an allow list lets in only those', async () => {
  const table: readonly (readonly [AccessRule, number])[] = [
    [addresses(['127.0.0.0/8']), 200],
    [addresses(['127.0.0.1']), 200],
    [addresses(['10.0.0.0/8', '::1/128']), 403],
    [addresses([], ['127.0.0.1/32']), 403],
    [addresses([], ['10.0.0.0/8']), 200],
    [addresses(['127.0.0.0/8'], ['127.0.0.1/32']), 403],
    [addresses(['0.0.0.0/0']), 200],
    [addresses(['127.0.0.0/33']), 500],
    [addresses([], ['not an address']), 500],
    [addresses(['10.0.0.0/8', '']), 500],
  ];
  for (const [rule, status] of table) {
    await guarded([rule], async ({ port }, backend) => {
      assert.is((await ask(port, '/')).status, status, JSON.stringify(rule));
      assert.is(backend.requests, status === 200 ? 1 : 0);
    });
  }
});

test('addresses: X-Forwarded-For counts as far as proxies are trusted', async () => {
  const rule = addresses(['203.0.113.0/24', '2001:db8::/32']);
  const statuses = async (hops: number, ...values: string[]): Promise<number[]> => {
    const found: number[] = [];
    await guarded(
      [rule],
      async ({ port }) => {
        for (const value of values) found.push((await ask(port, '/', { headers: ['X-Forwarded-For', value] })).status);
      },
      { trust: { hops } },
    );
    return found;
  };
  assert.equal(await statuses(0, '203.0.113.9'), [403], 'nobody is believed');
  assert.equal(
    await statuses(1, '203.0.113.9', '203.0.113.9, 10.0.0.1', '10.0.0.1, 203.0.113.9', '[2001:db8::7]:443'),
    [200, 403, 200, 200],
  );
  assert.equal(await statuses(1, '::ffff:203.0.113.9', 'unknown', '203.0.113.9:80', ''), [200, 403, 200, 403]);
  assert.equal(await statuses(2, '203.0.113.9, 10.0.0.1', '203.0.113.9'), [200, 403], 'too few: the peer counts');
});

test('basic: {SHA} and bcrypt, the user goes upstream, and no other', async () => {
  await guarded([basic], async ({ port }) => {
    for (const [name, password] of [
      ['anna', 'wunderbar'],
      ['bert', 'geheim'],
      ['bert', 'geheim'],
    ] as const) {
      const answer = await ask(port, '/', { headers: [...login(name, password), 'X-USER', 'root'] });
      assert.is(answer.status, 200);
      assert.is(echoOf(answer).headers['x-user'], name);
    }
  });
});

test('basic: 401 with a challenge for whoever is not one of the users', async () => {
  await guarded([basic], async ({ port }, backend) => {
    const refused: readonly (readonly string[])[] = [
      [],
      login('anna', 'wrong'),
      login('bert', 'wrong'),
      login('nobody', 'wunderbar'),
      login('cora', 'y'),
      login('dora', 'plain'),
      login('__proto__', ''),
      login('# staff', ''),
      login('anna', ''),
      login('', 'wunderbar'),
      ['Authorization', 'Basic'],
      ['Authorization', 'Basic ***'],
      ['Authorization', `Bearer ${Buffer.from('anna:wunderbar').toString('base64')}`],
      ['Authorization', `Basic ${Buffer.from('anna').toString('base64')}`],
      ['Authorization', `Basic ${Buffer.from([255, 58, 255]).toString('base64')}`],
      [...login('anna', 'wrong'), ...login('anna', 'wunderbar')],
    ];
    for (const headers of refused) {
      const answer = await ask(port, '/', { headers });
      assert.is(answer.status, 401, headers.join(' '));
      assert.match(answer.headers['www-authenticate'] ?? '', /^Basic realm=/);
    }
    assert.is(backend.requests, 0);
  });
});

test('apiKey: header, scheme, cookie and query', async () => {
  await guarded([apiKey], async ({ port }) => {
    const asked: readonly (readonly [string, readonly string[], string])[] = [
      ['/', ['X-Api-Key', 'k-1'], 'one'],
      ['/', ['X-Api-Key', Buffer.from('schl\u00fcssel').toString('latin1')], 'two'],
      ['/', ['authorization', 'bearer k-3'], 'three'],
      ['/', ['Cookie', 'a=b; key="k-3"'], 'three'],
      ['/?a=b&api_key=schl%C3%BCssel', [], 'two'],
      ['/', ['X-Api-Key', 'wrong', 'Cookie', 'key=k-1'], 'one'],
    ];
    for (const [path, headers, client] of asked) {
      const answer = await ask(port, path, { headers: [...headers, 'X-Client', 'admin'] });
      assert.is(answer.status, 200, path + headers.join(' '));
      assert.is(echoOf(answer).headers['x-client'], client);
    }
  });
});

test('apiKey: 401 without one of the keys', async () => {
  await guarded([{ ...apiKey, keys: [...apiKey.keys, secret('empty')] }], async ({ port }, backend) => {
    const asked: readonly (readonly [string, readonly string[]])[] = [
      ['/', []],
      ['/', ['X-Api-Key', '']],
      ['/', ['X-Api-Key', 'k-9']],
      ['/', ['X-Api-Key', 'K-1']],
      ['/', ['X-Api-Key', 'one']],
      ['/', ['Authorization', 'k-1']],
      ['/', ['Cookie', 'keys=k-1; Key=k-1; key=']],
      ['/?API_KEY=k-1', []],
      ['/?api_key', []],
    ];
    for (const [path, headers] of asked) {
      const answer = await ask(port, path, { headers });
      assert.is(answer.status, 401, path + headers.join(' '));
      assert.ok(answer.headers['www-authenticate']);
    }
    assert.is(backend.requests, 0);
  });
});

test('all rules must let a request through, in order', async () => {
  await guarded([addresses(['127.0.0.1']), apiKey, basic], async ({ port }) => {
    assert.is((await ask(port, '/', { headers: ['X-Api-Key', 'k-1', ...login('bert', 'geheim')] })).status, 200);
    assert.is((await ask(port, '/', { headers: ['X-Api-Key', 'k-1'] })).status, 401);
    assert.is((await ask(port, '/', { headers: login('anna', 'wunderbar') })).status, 401);
  });
  await guarded([basic, addresses(['10.0.0.0/8'])], async ({ port }) => {
    assert.is((await ask(port, '/', { headers: login('bert', 'geheim') })).status, 403);
  });
});

test('what can not be honoured closes the rule, and an event says why without a credential', async () => {
  const closed: readonly (readonly [AccessRule, PlaneOptions])[] = [
    [basic, {}],
    [{ ...basic, users: secret('gone') }, { secrets }],
    [{ ...basic, key: 'gone' }, { secrets }],
    [{ ...basic, forwardUserHeader: 'host' }, { secrets }],
    [{ ...basic, forwardUserHeader: 'a b' }, { secrets }],
    [apiKey, {}],
    [{ ...apiKey, keys: [secret('keys'), secret('gone')] }, { secrets }],
    [{ ...apiKey, forwardClientHeader: 'transfer-encoding' }, { secrets }],
    [
      apiKey,
      {
        secrets: () => {
          throw new Error('vault is sealed');
        },
      },
    ],
  ];
  for (const [rule, options] of closed) {
    await guarded(
      [rule],
      async ({ port, events }, backend) => {
        const headers = ['X-Api-Key', 'k-1', ...login('anna', 'wunderbar')];
        assert.is((await ask(port, '/', { headers })).status, 500, JSON.stringify(rule));
        assert.is(backend.requests, 0);
        const told = events.find((event) => event.kind === 'policy-failure');
        assert.ok(told);
        assert.not.match(JSON.stringify(events), /k-1|wunderbar/);
      },
      options,
    );
  }
});

test('key material is read again at each request', async () => {
  let keys = { client: 'old' };
  await guarded(
    [{ ...apiKey, keys: [secret('live')] }],
    async ({ port }) => {
      assert.is((await ask(port, '/', { headers: ['X-Api-Key', 'old'] })).status, 200);
      keys = { client: 'new' };
      assert.is((await ask(port, '/', { headers: ['X-Api-Key', 'old'] })).status, 401);
      assert.is((await ask(port, '/', { headers: ['X-Api-Key', 'new'] })).status, 200);
    },
    { secrets: (reference) => secretsOf({ live: keys })(reference) },
  );
});

test('a preflight request needs no credentials; a refusal carries the CORS fields', async () => {
  const cors: CorsFilter = {
    kind: 'cors',
    allowOrigins: ['https://app.example'],
    allowCredentials: true,
    allowMethods: ['GET'],
    allowHeaders: ['authorization'],
    exposeHeaders: [],
    maxAge: 5,
  };
  const origin = ['Origin', 'https://app.example'];
  await guarded(
    [basic],
    async ({ port }, backend) => {
      const preflight = [...origin, 'Access-Control-Request-Method', 'GET'];
      assert.is((await ask(port, '/', { method: 'OPTIONS', headers: preflight })).status, 204);
      const plain = await ask(port, '/', { method: 'OPTIONS', headers: origin });
      assert.is(plain.status, 401, 'OPTIONS alone is no preflight');
      const refused = await ask(port, '/', { headers: origin });
      assert.is(refused.status, 401);
      assert.is(refused.headers['access-control-allow-origin'], 'https://app.example');
      assert.is(backend.requests, 0);
    },
    { secrets },
    [cors],
  );
});

test('bodies wait for slow checks, and a client that leaves meanwhile is forgotten', async () => {
  const slow = secretsOf({ users: { '.htpasswd': `anna:${hashSync('wunderbar', 8)}` } });
  await guarded(
    [basic],
    async ({ port }) => {
      const body = 'x'.repeat(200_000);
      const answer = await ask(port, '/', { method: 'POST', body, headers: login('anna', 'wunderbar') });
      assert.is(answer.status, 200);
      assert.is(echoOf(answer).body, body);
      const refused = await ask(port, '/', { method: 'POST', body: 'short', headers: login('anna', 'no') });
      assert.is(refused.status, 401);
    },
    { secrets: slow },
  );
});

test('a WebSocket needs what any request needs', async () => {
  await guarded([basic], async ({ port }, backend) => {
    const client = await RawClient.open(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nbytes behind it');
    await client.waitForClose();
    assert.equal(client.statuses, [401]);
    assert.is(backend.requests, 0);
  });
});

test('requests sent ahead wait for slow checks and are answered in order', async () => {
  const slow = secretsOf({ users: { '.htpasswd': `anna:${hashSync('wunderbar', 7)}` } });
  await guarded(
    [basic],
    async ({ port }) => {
      const client = await RawClient.open(port);
      const request = (password: string): string =>
        `GET / HTTP/1.1\r\nHost: a\r\n${login('anna', password).join(': ')}\r\n\r\n`;
      client.write(request('wunderbar') + request('wrong') + request('wunderbar'));
      await until(() => client.statuses.length === 3, 'three answers');
      assert.equal(client.statuses, [200, 401, 200]);
      client.destroy();
    },
    { secrets: slow },
  );
});

test('slow checks hold up nobody else, and too many at once get 503', async () => {
  const slow = secretsOf({ users: { '.htpasswd': `anna:${hashSync('wunderbar', 8)}` } });
  await guarded(
    [basic],
    async ({ port }) => {
      assert.is((await ask(port, '/', { headers: login('anna', 'wunderbar') })).status, 200);
      const settled: number[] = [];
      const wrong = Array.from({ length: 60 }, async (_, index) => {
        settled.push((await ask(port, '/', { headers: login('anna', `no-${index}`) })).status);
      });
      await until(() => settled.includes(503), 'the first that is too many');
      const known = await ask(port, '/', { headers: login('anna', 'wunderbar') });
      assert.is(known.status, 200);
      assert.ok(settled.length < 60, 'others still wait');
      await Promise.all(wrong);
      assert.equal([...new Set(settled)].sort(), [401, 503]);
    },
    { secrets: slow },
  );
});

test.run();
