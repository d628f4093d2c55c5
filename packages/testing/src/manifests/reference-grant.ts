import * as fc from 'fast-check';
import { grantedNamespaces, grantNames, namespaces, secretNames, serviceNames } from '../vocabulary.ts';
import { type Manifest, manifestOf, object, word } from './manifest.ts';

const group = fc.constant('gateway.networking.k8s.io');

const from = fc.oneof(
  { weight: 5, arbitrary: object({ group, kind: fc.constant('HTTPRoute'), namespace: word(namespaces) }) },
  { weight: 2, arbitrary: object({ group, kind: fc.constant('Gateway'), namespace: word(namespaces) }) },
  // Near misses: the right kind in the wrong group, and the other way round.
  {
    weight: 1,
    arbitrary: object({ group: fc.constant(''), kind: fc.constant('HTTPRoute'), namespace: word(namespaces) }),
  },
  { weight: 1, arbitrary: object({ group, kind: fc.constant('GRPCRoute'), namespace: word(namespaces) }) },
);

const to = fc.oneof(
  {
    weight: 4,
    arbitrary: object({ group: fc.constant(''), kind: fc.constant('Service') }, { name: word(serviceNames) }),
  },
  {
    weight: 2,
    arbitrary: object({ group: fc.constant(''), kind: fc.constant('Secret') }, { name: word(secretNames) }),
  },
);

export const referenceGrantManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf(
    { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant' },
    word(grantNames),
    object({
      spec: object({
        from: fc.array(from, { minLength: 1, maxLength: 4, size: 'max' }),
        to: fc.array(to, { minLength: 1, maxLength: 2 }),
      }),
    }),
    word(grantedNamespaces),
  );
