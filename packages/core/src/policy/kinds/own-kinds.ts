import type * as z from 'zod';
import type { PolicyKind } from '../policy-kind.ts';
import { accessPolicy, accessPolicySpec } from './access-policy.ts';
import { compressionPolicy, compressionPolicySpec } from './compression-policy.ts';
import { faultPolicy, faultPolicySpec } from './fault-policy.ts';
import { headerPolicy, headerPolicySpec } from './header-policy.ts';
import { mirrorPolicy, mirrorPolicySpec } from './mirror-policy.ts';
import { rateLimitPolicy, rateLimitPolicySpec } from './rate-limit-policy.ts';
import { retryPolicy, retryPolicySpec } from './retry-policy.ts';
import { timeoutPolicy, timeoutPolicySpec } from './timeout-policy.ts';
import { trafficPolicy, trafficPolicySpec } from './traffic-policy.ts';

/** A kind with the schema of its spec proper. */
export interface OwnKind {
  readonly kind: PolicyKind;
  readonly schema: z.ZodType;
}

/** The kinds of `policy.routeward.dev`, by name. */
export const ownKinds: readonly OwnKind[] = [
  { kind: accessPolicy, schema: accessPolicySpec },
  { kind: compressionPolicy, schema: compressionPolicySpec },
  { kind: faultPolicy, schema: faultPolicySpec },
  { kind: headerPolicy, schema: headerPolicySpec },
  { kind: mirrorPolicy, schema: mirrorPolicySpec },
  { kind: rateLimitPolicy, schema: rateLimitPolicySpec },
  { kind: retryPolicy, schema: retryPolicySpec },
  { kind: timeoutPolicy, schema: timeoutPolicySpec },
  { kind: trafficPolicy, schema: trafficPolicySpec },
];
