import type { PolicyKind } from '../policy-kind.ts';
import { accessPolicy } from './access-policy.ts';
import { compressionPolicy } from './compression-policy.ts';
import { faultPolicy } from './fault-policy.ts';
import { headerPolicy } from './header-policy.ts';
import { mirrorPolicy } from './mirror-policy.ts';
import { rateLimitPolicy } from './rate-limit-policy.ts';
import { retryPolicy } from './retry-policy.ts';
import { timeoutPolicy } from './timeout-policy.ts';
import { trafficPolicy } from './traffic-policy.ts';

/** The kinds of `policy.routeward.dev`. */
export const ownPolicyKinds: readonly PolicyKind[] = [
  accessPolicy,
  compressionPolicy,
  faultPolicy,
  headerPolicy,
  mirrorPolicy,
  rateLimitPolicy,
  retryPolicy,
  timeoutPolicy,
  trafficPolicy,
];
