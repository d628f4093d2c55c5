import type { JsonObject, JsonValue } from '../manifests/manifest.ts';
import { type Mutation, mutationsAt, repeated } from './mutation.ts';

const http = { name: 'http', port: 80, protocol: 'HTTP' };
const one = (listener: JsonObject): JsonValue => [{ ...http, ...listener }];

export const gatewayMutations: readonly Mutation[] = [
  ...mutationsAt(
    ['spec', 'listeners'],
    [
      ['no listeners in the list', [], 'schema', 'spec.listeners'],
      ['listeners left out', undefined, 'schema', 'spec.listeners'],
      [
        '65 listeners',
        repeated(65, (index) => ({ ...http, name: `l${index}`, port: index + 1 })),
        'schema',
        'spec.listeners',
      ],
      ['two listeners of one name', [http, { ...http, port: 81 }], 'list', 'spec.listeners[1]'],
      ['two listeners for the same hosts', [http, { ...http, name: 'again' }], 'cel', 'spec.listeners'],
      ['TLS on an HTTP listener', one({ tls: { certificateRefs: [{ name: 'cert' }] } }), 'cel', 'spec.listeners'],
      [
        'passthrough on an HTTPS listener',
        one({ protocol: 'HTTPS', tls: { mode: 'Passthrough' } }),
        'cel',
        'spec.listeners',
      ],
      ['hostname on a TCP listener', one({ protocol: 'TCP', hostname: 'a.test' }), 'cel', 'spec.listeners'],
      ['terminating without certificates', one({ protocol: 'HTTPS', tls: {} }), 'cel', 'spec.listeners[0].tls'],
      ['port 65536', one({ port: 65536 }), 'schema', 'spec.listeners[0].port'],
      ['port with a fraction', one({ port: 80.5 }), 'schema', 'spec.listeners[0].port'],
      ['hostname with an underscore', one({ hostname: 'a_b.test' }), 'schema', 'spec.listeners[0].hostname'],
      [
        'routes from an unknown source',
        one({ allowedRoutes: { namespaces: { from: 'Some' } } }),
        'schema',
        'spec.listeners[0].allowedRoutes.namespaces.from',
      ],
      ['listener name with a space', one({ name: 'a b' }), 'schema', 'spec.listeners[0].name'],
    ],
  ),
  ...mutationsAt(
    ['spec', 'gatewayClassName'],
    [
      ['no class', undefined, 'schema', 'spec.gatewayClassName'],
      ['class that is an empty text', '', 'schema', 'spec.gatewayClassName'],
    ],
  ),
  ...mutationsAt(
    ['spec', 'addresses'],
    [
      ['address twice', [{ value: '10.0.0.1' }, { value: '10.0.0.1' }], 'cel', 'spec.addresses'],
      ['17 addresses', repeated(17, (index) => ({ value: `10.0.0.${index}` })), 'schema', 'spec.addresses'],
    ],
  ),
];
