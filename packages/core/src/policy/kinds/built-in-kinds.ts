import type { PolicyKind } from '../policy-kind.ts';
import { headerPolicy } from './header-policy.ts';
import { retryPolicy } from './retry-policy.ts';
import { timeoutPolicy } from './timeout-policy.ts';

/** The kinds of `policy.routeward.dev`. */
export const ownPolicyKinds: readonly PolicyKind[] = [retryPolicy, timeoutPolicy, headerPolicy];
