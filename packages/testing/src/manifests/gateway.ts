import * as fc from 'fast-check';
import {
  foreignController,
  gatewayClassNames,
  gatewayNames,
  listenerHostnames,
  listenerNames,
  listenerPorts,
  ownController,
  secretNames,
  teams,
} from '../vocabulary.ts';
import {
  gatewayApi,
  type JsonObject,
  type JsonValue,
  type Manifest,
  manifestOf,
  object,
  textOf,
  word,
} from './manifest.ts';

/** `routeward` is ours, `foreign` is another controller's. */
export const gatewayClassManifest = (name: fc.Arbitrary<string> = word(gatewayClassNames)): fc.Arbitrary<Manifest> =>
  fc.tuple(name, object({}, { description: word(['for tests', 'for all']) })).map(([name, rest]) => ({
    apiVersion: gatewayApi,
    kind: 'GatewayClass',
    metadata: { name },
    spec: { controllerName: name === 'foreign' ? foreignController : ownController, ...rest },
  }));

const selector: fc.Arbitrary<JsonObject> = fc.oneof(
  object({ matchLabels: object({ team: word(teams) }) }),
  object({
    matchExpressions: fc
      .constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist')
      .map((operator) => [{ key: 'team', operator, ...(operator.endsWith('In') ? { values: [teams[0]] } : {}) }]),
  }),
);

const allowedNamespaces: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 10, arbitrary: fc.constant({ from: 'All' }) },
  { weight: 1, arbitrary: object({}, { from: fc.constant('Same') }) },
  { weight: 1, arbitrary: object({ from: fc.constant('Selector'), selector }) },
);

const kinds: fc.Arbitrary<JsonValue> = fc
  .constantFrom('HTTPRoute', 'HTTPRoute', 'HTTPRoute', 'GRPCRoute')
  .map((kind) => [{ kind }]);

const allowedRoutes = fc.oneof(
  { weight: 4, arbitrary: object({ namespaces: allowedNamespaces }) },
  { weight: 1, arbitrary: object({ namespaces: allowedNamespaces, kinds }) },
);

const certificateRef = object(
  { name: word(['cert', ...secretNames]) },
  { namespace: word(['infra', 'infra', 'shop']), kind: fc.constant('Secret'), group: fc.constant('') },
);

const base = { name: word(listenerNames), port: word(listenerPorts) };

const listener: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 12,
    arbitrary: object({ ...base, protocol: fc.constant('HTTP'), allowedRoutes }, { hostname: word(listenerHostnames) }),
  },
  {
    weight: 3,
    arbitrary: object(
      {
        ...base,
        port: word([443, 8443]),
        protocol: fc.constant('HTTPS'),
        tls: object({ certificateRefs: fc.tuple(certificateRef) }, { mode: fc.constant('Terminate') }),
      },
      { hostname: word(listenerHostnames), allowedRoutes },
    ),
  },
  { weight: 1, arbitrary: object({ ...base, protocol: word(['TCP', 'UDP', 'example.com/custom']) }) },
);

/** Names are unique, and so is each combination of port, protocol and hostname. */
const listeners: fc.Arbitrary<JsonValue> = fc.array(listener, { minLength: 1, maxLength: 4 }).map((all) => {
  const seen = new Set<string>();
  return all.filter((one) => {
    const keys = [textOf(one, 'name'), ['port', 'protocol', 'hostname'].map((field) => textOf(one, field)).join(' ')];
    if (keys.some((key) => seen.has(key))) return false;
    for (const key of keys) seen.add(key);
    return true;
  });
});

const address = fc.constantFrom<JsonObject>({ value: '127.0.0.1' }, { type: 'Hostname', value: 'gw.example.com' });

const spec = object(
  {
    gatewayClassName: fc.oneof(
      { weight: 24, arbitrary: fc.constant('routeward') },
      { weight: 1, arbitrary: word(['foreign', 'missing']) },
    ),
    listeners,
  },
  {
    addresses: fc.array(
      address.map((one) => ({ ...one })),
      { maxLength: 1 },
    ),
  },
);

export const gatewayManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf({ apiVersion: gatewayApi, kind: 'Gateway' }, word(gatewayNames), object({ spec }));
