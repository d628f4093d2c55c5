import type { AimedRequest } from '@routeward/testing';
import type { PlaneName } from './planes.ts';

/** A way in which a data plane may answer a request otherwise than the matcher: each stands in docs/decisions.md. */
export interface KnownDifference {
  readonly name: string;
  readonly statuses: Readonly<Record<PlaneName, readonly number[]>>;
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);

const host = /^(?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?(?::\d{1,5})?$/;

/** Requests that no rule decides about, because they are no valid HTTP. */
export function knownDifference({ method, authority }: AimedRequest): KnownDifference | undefined {
  if (!methods.has(method)) return { name: 'unknown method', statuses: { node: [400], envoy: [400] } };
  if (!host.test(authority)) return { name: 'invalid host', statuses: { node: [400], envoy: [400] } };
  return undefined;
}
