import type { CheckedBackend, InvalidBackend } from '../references/backend-ref.ts';
import type { BackendObjectReference } from '../resources/object-ref.ts';

/** Looks a backendRef up on behalf of one route; endpoints don't matter yet. */
export type ResolveBackend = (ref: BackendObjectReference) => CheckedBackend | InvalidBackend;
