import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesBelow } from '../contract/source-files.ts';
import {
  authority,
  conditionOf,
  createWorld,
  edge,
  gatewayCondition,
  httpsListener,
  routeStatus,
  tlsSecret,
  type World,
} from '../unit/gateways/gateway-world.ts';
import { gateway, gatewayClass, httpListener, route, service } from './manifests.ts';

const test = suite('threat CP01: a reference crosses namespaces without permission');

type Fields = Readonly<Record<string, unknown>>;

/** One kind of reference: from namespace `here` to an object `prey` of namespace `there`. */
interface ReferenceCase {
  /** File and schema in `resources` through which the reference is written down. */
  readonly schema: string;
  readonly from: Fields;
  readonly to: Fields;
  /** What holds the reference, and what it needs on its own side. */
  readonly holder: readonly Fields[];
  readonly target: readonly Fields[];
  /** `True/ResolvedRefs` or `False/reason`. */
  readonly outcome: (world: World) => string;
}

const prey = { namespace: 'there', name: 'prey' };
const gatewaySource = { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra' };
const routeSource = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'here' };
const secretTarget = { group: '', kind: 'Secret', name: 'prey' };
const mapTarget = { group: '', kind: 'ConfigMap', name: 'prey' };

const routeCase = (schema: string, rule: Fields): ReferenceCase => ({
  schema,
  from: routeSource,
  to: { group: '', kind: 'Service', name: 'prey' },
  holder: [gateway('infra/edge', httpListener()), route('here/cart', { rules: [rule] }), ...service('here/web')],
  target: service('there/prey'),
  outcome: (world) => {
    const [parent] = routeStatus(world, 'here/cart').parents;
    return parent ? conditionOf(parent, 'ResolvedRefs') : 'no parent';
  },
});

const gatewayCase = (schema: string, to: Fields, spec: Fields, listener: string | undefined): ReferenceCase => ({
  schema,
  from: gatewaySource,
  to,
  holder: [edge({ listeners: [httpsListener()], ...spec }), tlsSecret('infra/cert')],
  target: [to === secretTarget ? tlsSecret('there/prey') : authority('there/prey')],
  outcome: (world) => gatewayCondition(world, 'ResolvedRefs', listener),
});

const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { ...prey, port: 80 } } };
const validation = { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', ...prey }] } };

const cases: Readonly<Record<string, ReferenceCase>> = {
  'backendRef of a rule': routeCase('http-route.ts weightedBackendFields', { backendRefs: [{ ...prey, port: 80 }] }),
  'mirror filter of a rule': routeCase('request-mirror.ts backendObjectReference', {
    filters: [mirror],
    backendRefs: [{ name: 'web', port: 80 }],
  }),
  'mirror filter of a backendRef': routeCase('request-mirror.ts backendObjectReference', {
    backendRefs: [{ name: 'web', port: 80, filters: [mirror] }],
  }),
  'certificateRef of a listener': gatewayCase(
    'listener.ts secretObjectReference',
    secretTarget,
    { listeners: [httpsListener({ tls: { certificateRefs: [prey] } })] },
    'https',
  ),
  'client certificate of a Gateway': gatewayCase(
    'gateway-tls.ts secretObjectReference',
    secretTarget,
    { tls: { backend: { clientCertificateRef: prey } } },
    undefined,
  ),
  'certificate authority of all ports': gatewayCase(
    'gateway-tls.ts objectReference',
    mapTarget,
    { tls: { frontend: { default: validation } } },
    'https',
  ),
  'certificate authority of one port': gatewayCase(
    'gateway-tls.ts objectReference',
    mapTarget,
    { tls: { frontend: { default: {}, perPort: [{ port: 443, tls: validation }] } } },
    'https',
  ),
};

const grant = (from: Fields, to: Fields, namespace = 'there', name = 'grant'): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { namespace, name },
  spec: { from: [from], to: [to] },
});

const withoutName = ({ group, kind }: Fields): Fields => ({ group, kind });

const elsewhere = { group: 'elsewhere.example.com' };

const refused: Readonly<Record<string, (reference: ReferenceCase) => readonly Fields[]>> = {
  'no grant': () => [],
  'a grant from another group': ({ from, to }) => [grant({ ...from, ...elsewhere }, to)],
  'a grant from another kind': ({ from, to }) => [grant({ ...from, kind: 'TCPRoute' }, to)],
  'a grant from another namespace': ({ from, to }) => [grant({ ...from, namespace: 'neighbour' }, to)],
  'a grant to another group': ({ from, to }) => [grant(from, { ...to, ...elsewhere })],
  'a grant to another kind': ({ from, to }) => [grant(from, { ...to, kind: 'Pod' })],
  'a grant to another name': ({ from, to }) => [grant(from, { ...to, name: 'preys' })],
  'a grant in the namespace that asks': ({ from, to }) => [grant(from, to, 'here'), grant(from, to, 'infra')],
  'two grants of which each fits by half': ({ from, to }) => [
    grant({ ...from, namespace: 'neighbour' }, to, 'there', 'a'),
    grant(from, { ...to, name: 'preys' }, 'there', 'b'),
  ],
  'a grant that is written the other way round': ({ from, to }) => [
    grant({ ...withoutName(to), namespace: 'there' }, withoutName(from), 'there'),
  ],
};

const allowed: Readonly<Record<string, (reference: ReferenceCase) => readonly Fields[]>> = {
  'a grant for the name': ({ from, to }) => [grant(from, to)],
  'a grant for all names': ({ from, to }) => [grant(from, withoutName(to))],
  'a grant beside one that does not fit': ({ from, to }) => [
    grant(from, { ...to, name: 'preys' }, 'there', 'a'),
    grant(from, to, 'there', 'b'),
  ],
};

const everyCase = Object.entries(cases);

for (const [kind, reference] of everyCase) {
  for (const [label, grants] of Object.entries(refused)) {
    test(`${kind}: ${label} refuses`, () => {
      const world = createWorld({}, gatewayClass, ...reference.holder, ...reference.target, ...grants(reference));
      assert.is(reference.outcome(world), 'False/RefNotPermitted');
    });
  }

  for (const [label, grants] of Object.entries(allowed)) {
    test(`${kind}: ${label} allows`, () => {
      const world = createWorld({}, gatewayClass, ...reference.holder, ...reference.target, ...grants(reference));
      assert.is(reference.outcome(world), 'True/ResolvedRefs');
    });
  }

  test(`${kind}: a grant works from the next change on, and its removal too`, () => {
    const world = createWorld({}, gatewayClass, ...reference.holder, ...reference.target);
    world.upsert(grant(reference.from, reference.to));
    assert.is(reference.outcome(world), 'True/ResolvedRefs');
    world.delete('ReferenceGrant/there/grant');
    assert.is(reference.outcome(world), 'False/RefNotPermitted');
    world.upsert(grant(reference.from, reference.to));
    world.upsert(grant({ ...reference.from, namespace: 'neighbour' }, reference.to));
    assert.is(reference.outcome(world), 'False/RefNotPermitted', 'a grant that is changed counts no more');
  });

  test(`${kind}: a refusal is the same whether its target exists or not`, () => {
    const withTarget = createWorld({}, gatewayClass, ...reference.holder, ...reference.target);
    const without = createWorld({}, gatewayClass, ...reference.holder);
    assert.equal(withTarget.engine.status(), without.engine.status());
    assert.equal(withTarget.engine.findings(), without.engine.findings());
  });

  test(`${kind}: with a grant, a target that is missing is reported as missing`, () => {
    const world = createWorld({}, gatewayClass, ...reference.holder, grant(reference.from, reference.to));
    assert.match(reference.outcome(world), /^False\/(BackendNotFound|Invalid\w+Ref)$/);
  });
}

test('without a grant no request and no certificate comes from the other namespace', () => {
  for (const [kind, reference] of everyCase) {
    const { configuration } = createWorld({}, gatewayClass, ...reference.holder, ...reference.target).engine;
    assert.is(JSON.stringify(configuration.backends).includes('there'), false, kind);
    assert.is(JSON.stringify(configuration.gateways).includes('digest":"'), kind === 'client certificate of a Gateway');
  }
});

test('every field that can name another namespace has a row above', () => {
  const written =
    /\b(weightedBackendFields|backendReference|backendObjectReference|secretObjectReference|objectReference)\b/g;
  const used = filesBelow('packages/core/src/resources', '.ts')
    .filter(({ path }) => !path.endsWith('/object-ref.ts'))
    .flatMap(({ path, text }) => {
      const file = path.slice(path.lastIndexOf('/') + 1);
      const code = text.replace(/^import[^;]*;/gm, '');
      return [...new Set([...code.matchAll(written)].map((match) => `${file} ${match[1]}`))];
    });
  const closed = [
    // Parameters of no kind are known: a class that has some is refused whatever they are.
    'gateway-class.ts objectReference',
    // Filters that call a service for permission are not supported: a rule or listener with one answers nothing.
    'external-auth.ts backendObjectReference',
  ];
  const covered = [...new Set([...everyCase.map(([, { schema }]) => schema), ...closed])];
  assert.equal(used.toSorted(), covered.toSorted());
});

test.run();
