import { immutableMessage } from '../resources/gateway-class.ts';
import { type Resource, resourceKey } from '../resources/resource.ts';
import type { Finding } from './finding.ts';

/**
 * What the API server refuses when `next` replaces `previous`, beside what it refuses in `next` alone. Both are the
 * same object: same kind, namespace and name.
 */
export function validateUpdate(previous: Resource, next: Resource): Finding[] {
  if (previous.kind !== 'GatewayClass' || next.kind !== 'GatewayClass') return [];
  if (previous.spec.controllerName === next.spec.controllerName) return [];
  return [
    {
      severity: 'error',
      rule: 'cel',
      resource: resourceKey(next),
      path: 'spec.controllerName',
      message: immutableMessage,
      fix: 'create another GatewayClass',
    },
  ];
}
