import { gatewayMutations } from './gateway.ts';
import { httpRouteMutations } from './http-route.ts';
import { type Mutation, mutationsAt, repeated } from './mutation.ts';

const gatewayClassMutations = mutationsAt(
  ['spec', 'controllerName'],
  [
    ['no controller', undefined, 'schema', 'spec.controllerName'],
    ['controller without a path', 'routeward.dev', 'schema', 'spec.controllerName'],
  ],
);

const from = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' };

const referenceGrantMutations = [
  ...mutationsAt(
    ['spec', 'from'],
    [
      ['grant from nobody', [], 'schema', 'spec.from'],
      ['grant without a namespace', [{ group: '', kind: 'HTTPRoute' }], 'schema', 'spec.from[0].namespace'],
      ['grant from every namespace', [{ ...from, namespace: '*' }], 'schema', 'spec.from[0].namespace'],
      [
        'grant from 17 namespaces',
        repeated(17, (index) => ({ ...from, namespace: `n${index}` })),
        'schema',
        'spec.from',
      ],
    ],
  ),
  ...mutationsAt(
    ['spec', 'to'],
    [
      ['grant to nothing', undefined, 'schema', 'spec.to'],
      ['grant to a kind with a slash', [{ group: '', kind: 'apps/v1' }], 'schema', 'spec.to[0].kind'],
    ],
  ),
];

/** Every mutation, by the kind that it is for. */
export const mutations = {
  GatewayClass: gatewayClassMutations,
  Gateway: gatewayMutations,
  HTTPRoute: httpRouteMutations,
  ReferenceGrant: referenceGrantMutations,
} satisfies Record<string, readonly Mutation[]>;

export type { Mutation };
