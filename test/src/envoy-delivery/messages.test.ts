import { type EnvoyResource, typeUrls } from '@routeward/adapters-envoy';
import {
  checkResource,
  decodeEnvoyMessage,
  encodeEnvoyMessage,
  encodeResource,
  refusalFinding,
  traceRefusal,
} from '@routeward/adapters-envoy/delivery';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('envoy delivery: messages');

type Body = EnvoyResource['body'];

const there = (type: string, message: Body): unknown => decodeEnvoyMessage(type, encodeEnvoyMessage(type, message));

const type = 'type.googleapis.com/google.protobuf.StringValue';

const same: readonly [type: string, message: Body, because: string][] = [
  ['envoy.config.cluster.v3.Cluster', { connect_timeout: '0.250s' }, 'a duration'],
  ['envoy.config.cluster.v3.Cluster', { connect_timeout: '315576000000s' }, 'the longest duration'],
  ['envoy.config.cluster.v3.Cluster', { per_connection_buffer_limit_bytes: 0 }, 'a wrapper that holds nothing'],
  ['envoy.config.cluster.v3.Cluster', { type: 'EDS', lb_policy: 'RING_HASH' }, 'enums by name'],
  [
    'envoy.config.cluster.v3.Cluster',
    { ring_hash_lb_config: { minimum_ring_size: '18446744073709551615' } },
    '64 bits',
  ],
  ['envoy.config.core.v3.Metadata', { filter_metadata: { a: { b: [1, 'x', null, true, { c: {} }, []] } } }, 'a struct'],
  [
    'envoy.config.core.v3.Metadata',
    { typed_filter_metadata: { a: { '@type': type, value: 'x' } } },
    'a well-known any',
  ],
  ['envoy.config.core.v3.DataSource', { inline_bytes: 'AAEC/w==' }, 'bytes'],
  ['envoy.config.route.v3.RetryPolicy', { retriable_status_codes: [500, 503] }, 'packed numbers'],
  ['envoy.type.v3.Percent', { value: 12.5 }, 'a double'],
];

for (const [name, message, because] of same) {
  test(`JSON to bytes and back: ${because}`, () => {
    const expected = JSON.parse(JSON.stringify(message).replace('0.250s', '0.25s'));
    assert.equal(there(name, message), expected);
  });
}

const wrong: readonly [type: string, message: Body, path: RegExp][] = [
  ['envoy.config.cluster.v3.Cluster', { name: 1 }, /^name: not a string/],
  ['envoy.config.cluster.v3.Cluster', { nam: 'x' }, /^nam: no field of envoy.config.cluster.v3.Cluster/],
  ['envoy.config.cluster.v3.Cluster', { type: 'NONE' }, /^type: no value/],
  ['envoy.config.cluster.v3.Cluster', { connect_timeout: '5' }, /^connect_timeout: not a duration/],
  ['envoy.config.route.v3.RetryPolicy', { retriable_status_codes: [-1] }, /^retriable_status_codes\[0\]: not of type/],
  ['envoy.config.route.v3.RetryPolicy', { retriable_status_codes: 5 }, /^retriable_status_codes: not a list/],
  ['envoy.config.core.v3.Metadata', { typed_filter_metadata: { a: { '@type': 'x' } } }, /@type: not a type of Envoy/],
  ['envoy.config.core.v3.DataSource', { inline_bytes: '%' }, /^inline_bytes: not base64/],
];

for (const [name, message, expected] of wrong) {
  test(`what is not Envoy's API is refused with its place: ${expected}`, () => {
    assert.throws(() => encodeEnvoyMessage(name, message), expected);
  });
}

test('any struct comes back as it went in', () => {
  const value = fc.jsonValue({ maxDepth: 4 }).filter((json) => !JSON.stringify(json).includes('e+'));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (fields) => {
      const message = { filter_metadata: { x: fields } };
      const expected: unknown = JSON.parse(JSON.stringify(message).replaceAll('-0,', '0,'));
      const bytes = encodeEnvoyMessage('envoy.config.core.v3.Metadata', JSON.parse(JSON.stringify(message)));
      assert.equal(
        JSON.stringify(decodeEnvoyMessage('envoy.config.core.v3.Metadata', bytes)),
        JSON.stringify(expected),
      );
    }),
  );
});

test('bytes of a stranger never do more than throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeEnvoyMessage('envoy.service.discovery.v3.DeltaDiscoveryRequest', bytes);
      } catch (error) {
        assert.ok(error instanceof Error);
      }
    }),
    { numRuns: 1_000 },
  );
});

const routes = (regex: string): EnvoyResource => ({
  typeUrl: typeUrls.routes,
  name: 'app/web/80',
  version: '1',
  body: {
    '@type': typeUrls.routes,
    name: 'app/web/80',
    virtual_hosts: [
      { name: 'a.example.com', domains: ['a.example.com'], routes: [] },
      {
        name: 'b.example.com',
        domains: ['b.example.com'],
        routes: [
          { name: 'HTTPRoute/app/good/0/0', match: { prefix: '/' }, direct_response: { status: 200 } },
          { name: 'HTTPRoute/app/bad/2/1', match: { safe_regex: { regex } }, direct_response: { status: 200 } },
        ],
      },
    ],
  },
});

test('a refusal is traced to the place that it repeats, and to the route of that place', () => {
  const message = "Invalid regex '(?=look)ahead': invalid perl operator: (?=";
  assert.equal(traceRefusal(routes('(?=look)ahead'), message), {
    path: 'virtual_hosts[1].routes[1].match.safe_regex.regex',
    route: 'HTTPRoute/app/bad/2/1',
  });
  const finding = refusalFinding(routes('(?=look)ahead'), message);
  assert.is(finding.resource, 'HTTPRoute/app/bad');
  assert.is(finding.path, 'spec.rules[2].matches[1]');
  assert.is(refusalFinding(routes('/x'), 'something else').resource, 'Gateway/app/web');
});

test('a resource is checked apart from all others', () => {
  assert.equal(checkResource(routes('/x')), []);
  const broken: EnvoyResource = { ...routes('/x'), body: { ...routes('/x').body, nonsense: 1 } };
  assert.is(checkResource(broken)[0]?.path, 'nonsense');
  assert.throws(() => encodeResource(broken), /nonsense/);
});

test.run();
