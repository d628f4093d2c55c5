import type { PolicyKind } from '../policy-kind.ts';
import { ownKinds } from './own-kinds.ts';

/** The kinds of `policy.routeward.dev`. */
export const ownPolicyKinds: readonly PolicyKind[] = ownKinds.map(({ kind }) => kind);
