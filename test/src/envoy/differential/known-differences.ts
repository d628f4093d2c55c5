import { canonicalPath, defaultPathPolicy } from '@routeward/core';
import type { AimedRequest } from '@routeward/testing';
import type { PlaneName } from './planes.ts';

/** Requests about which no rule decides, or which Envoy reads in another way: each stands in docs/decisions.md. */
export interface KnownDifference {
  readonly name: string;
  /** What each plane may answer; undefined: anything. */
  readonly statuses: Readonly<Record<PlaneName, readonly number[] | undefined>>;
}

const methods = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);

const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

const keepsSlashes = { ...defaultPathPolicy, emptySegments: 'keep' } as const;

/** Envoy 1.40 merges the slashes of such a path to two. */
const onlySlashes = (target: string): boolean => /^\/{2,}$/.test(pathOf(canonicalPath(target, keepsSlashes) ?? ''));

/** Envoy 1.40 completes a broken escape that another one behind it would complete. */
const completedEscape = (target: string): boolean =>
  canonicalPath(target) === undefined && /%[0-9a-f]?%[0-9a-f]{2}/i.test(pathOf(target));

const refusedByNode = (envoy: readonly number[] | undefined): KnownDifference['statuses'] => ({ node: [400], envoy });

export function knownDifference({ method, authority, path }: AimedRequest): KnownDifference | undefined {
  if (!methods.has(method)) return { name: 'unknown method', statuses: refusedByNode([400]) };
  if (/:\d+\.$/.test(authority)) return { name: 'dot behind the port', statuses: refusedByNode(undefined) };
  if (onlySlashes(path)) return { name: 'only slashes', statuses: { node: undefined, envoy: [400] } };
  if (completedEscape(path)) return { name: 'broken escape that is completed', statuses: refusedByNode(undefined) };
  return undefined;
}
