import { backend, gateway, gatewayClass, route, service } from './manifests.ts';
import { createWorld, type World } from './world.ts';

export const hostileNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupSetter__',
] as const;

/** Resource names have no capitals and no underscores. */
export const routesNamedAlike = (name: string): string => `r-${name.toLowerCase().replaceAll('_', '')}`;

/** An object with `__proto__` as a field of its own, as JSON.parse makes it. */
export const ownFields = (entries: readonly (readonly [string, unknown])[]): unknown =>
  JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`);

/** Keys of labels and annotations begin and end with a letter or digit. */
const isKey = (name: string): boolean => !name.startsWith('_');

/** Every hostile name as a header, a query parameter, a changed header and, where it may be one, a label. */
export function worldOfHostileNames(): World {
  const all = ownFields(hostileNames.filter(isKey).map((name) => [name, 'polluted']));
  const routes = hostileNames.map((name) => {
    const condition = [{ name, value: 'yes' }];
    const rules = [
      {
        matches: [
          { path: { value: '/header' }, headers: condition },
          { path: { value: '/query' }, queryParams: condition },
        ],
        filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name, value: 'polluted' }] } }],
        backendRefs: backend(),
      },
    ];
    return route(`shop/${routesNamedAlike(name)}`, { rules, metadata: { labels: all, annotations: all } });
  });
  return createWorld(gatewayClass, gateway('infra/edge'), ...service('shop/web'), ...routes);
}
