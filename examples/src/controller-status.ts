// What a controller does: read resources, compute the status of each, write what changed. The engine is told of
// changes one by one and says which statuses they touch.
import { readdirSync, readFileSync } from 'node:fs';
import { createEngine, type ResourceStatus } from '@routeward/core';
import { mergeManifests, parseManifests } from '@routeward/core/manifests';

const folder = new URL('../manifests/', import.meta.url);
const read = (file: string) => parseManifests(readFileSync(new URL(file, folder), 'utf8'), { file });

/** In a cluster this is a patch of the status sub-resource; whoever writes knows the time and adds it. */
function write(status: ResourceStatus): void {
  const { namespace, name } = status.metadata;
  console.log(`${status.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
  console.log(JSON.stringify(status.status, null, 2));
}

const engine = createEngine({ controllerName: 'routeward.dev/gateway-controller' });
const { resources } = mergeManifests(readdirSync(folder).map(read));
console.log('# at the start');
for (const status of engine.apply(resources.map(({ resource }) => ({ kind: 'upsert', resource }))).statusChanges)
  write(status);

console.log('# the grant is taken back: only the route that used it has news');
for (const status of engine.apply([{ kind: 'delete', key: 'ReferenceGrant/pay/shop-may-pay' }]).statusChanges)
  write(status);
