import type { PolicyKind } from '../policy-kind.ts';
import { backendTrafficPolicy } from './envoy-gateway/backend-traffic-policy.ts';
import { clientTrafficPolicy } from './envoy-gateway/client-traffic-policy.ts';
import { securityPolicy } from './envoy-gateway/security-policy.ts';
import { ownKinds } from './own-kinds.ts';

/** The kinds of `policy.routeward.dev`, and those of Envoy Gateway that are read into the same configuration. */
export const ownPolicyKinds: readonly PolicyKind[] = [
  ...ownKinds.map(({ kind }) => kind),
  backendTrafficPolicy,
  clientTrafficPolicy,
  securityPolicy,
];
