import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertRefused, policy, ruleOf, shopWorld } from './policies.ts';

const test = suite('policy kinds: RateLimitPolicy');

type Fields = Readonly<Record<string, unknown>>;

const onRoute = (spec: Fields) => policy('RateLimitPolicy', 'p', 'HTTPRoute/shop/r', spec);
const onGateway = (spec: Fields) => policy('RateLimitPolicy', 'gateway', 'Gateway/infra/edge', spec);

const limitsOf = (...policies: readonly Fields[]) => ruleOf(shopWorld(policies)).settings.rateLimits;

test('limits by client, header and claim, local and global', () => {
  const limits = [
    { name: 'all', requests: 100, window: '1m' },
    { name: 'client', requests: 10, window: '1s', burst: 20, by: [{ type: 'SourceAddress' }] },
    {
      name: 'user',
      requests: 5,
      window: '1h',
      scope: 'Global',
      by: [
        { type: 'Header', name: 'X-Tenant' },
        { type: 'Claim', name: 'sub' },
      ],
    },
  ];
  assert.equal(limitsOf(onRoute({ default: { limits } })), [
    { name: 'RateLimitPolicy/shop/p/all', scope: 'local', requests: 100, interval: 60_000, burst: 100, by: [] },
    {
      name: 'RateLimitPolicy/shop/p/client',
      scope: 'local',
      requests: 10,
      interval: 1000,
      burst: 20,
      by: [{ kind: 'sourceAddress' }],
    },
    {
      name: 'RateLimitPolicy/shop/p/user',
      scope: 'global',
      requests: 5,
      interval: 3_600_000,
      burst: 5,
      by: [
        { kind: 'header', name: 'x-tenant' },
        { kind: 'claim', name: 'sub' },
      ],
    },
  ]);
});

test('limits are merged by name, and named after the policy that they come from', () => {
  const above = { limits: [{ name: 'all', requests: 100, window: '1m' }] };
  const below = {
    limits: [
      { name: 'all', requests: 1000, window: '1m' },
      { name: 'mine', requests: 1, window: '1s' },
    ],
  };
  const short = (policies: readonly Fields[]) => limitsOf(...policies)?.map(({ name, requests }) => [name, requests]);
  assert.equal(short([onGateway({ default: above }), onRoute({ default: below })]), [
    ['RateLimitPolicy/shop/p/all', 1000],
    ['RateLimitPolicy/shop/p/mine', 1],
  ]);
  assert.equal(short([onGateway({ override: above }), onRoute({ default: below })]), [
    ['RateLimitPolicy/infra/gateway/all', 100],
    ['RateLimitPolicy/shop/p/mine', 1],
  ]);
});

test('a limit of none has a burst of one, which the data plane does not reach', () => {
  assert.equal(limitsOf(onRoute({ default: { limits: [{ name: 'closed', requests: 0, window: '1s' }] } })), [
    { name: 'RateLimitPolicy/shop/p/closed', scope: 'local', requests: 0, interval: 1000, burst: 1, by: [] },
  ]);
});

test('every bad value is refused by name and path', () => {
  const limit = (fields: Fields) =>
    JSON.parse(JSON.stringify({ limits: [{ name: 'a', requests: 1, window: '1s', ...fields }] }));
  assertRefused('RateLimitPolicy', [
    [limit({ name: 'A b' }), 'limits[0].name'],
    [limit({ requests: -1 }), 'limits[0].requests'],
    [limit({ requests: undefined }), 'limits[0].requests'],
    [limit({ window: '0s' }), 'limits[0]'],
    [limit({ window: undefined }), 'limits[0].window'],
    [limit({ burst: 0 }), 'limits[0].burst'],
    [limit({ scope: 'Cluster' }), 'limits[0].scope'],
    [limit({ by: [{ type: 'Country' }] }), 'limits[0].by[0].type'],
    [limit({ by: [{ type: 'Header' }] }), 'limits[0].by[0]'],
    [limit({ by: [{ type: 'Header', name: 'a:b' }] }), 'limits[0].by[0]'],
    [limit({ by: [{ type: 'SourceAddress', name: 'x' }] }), 'limits[0].by[0]'],
  ]);
});

test.run();
