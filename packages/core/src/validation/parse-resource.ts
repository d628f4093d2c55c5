import type { Channel } from '../resources/channel.ts';
import type { Resource, ResourceKind } from '../resources/resource.ts';
import { describeKey } from './describe-key.ts';
import type { Finding } from './finding.ts';
import { type Identity, identify } from './identify.ts';
import { isPlainObject, type PlainObject } from './prune.ts';
import { type ReadResult, readKind } from './read-kind.ts';
import { declaresPolicyKind, isPolicyObject, readPolicy } from './read-policy.ts';

export interface ParseOptions {
  /** Whose CRDs are installed: `standard` unless set. */
  readonly channel?: Channel;
}

export type ParseResult =
  /** `findings` are warnings only. */
  | { readonly kind: 'resource'; readonly resource: Resource; readonly findings: readonly Finding[] }
  /** At least one finding is an error: the API server would refuse the object. */
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] }
  /** A kind that is not read here; `value` is the object as it was. */
  | { readonly kind: 'unsupported'; readonly value: PlainObject; readonly findings: readonly Finding[] };

const error = (resource: string, path: string, message: string, fix?: string): Finding => ({
  severity: 'error',
  rule: 'schema',
  resource,
  path,
  message,
  ...(fix !== undefined && { fix }),
});

const invalid = (...findings: Finding[]): ParseResult => ({ kind: 'invalid', findings });

/** `apiVersion` and `kind` must be there before anything else can be said. */
function headProblem(value: PlainObject, field: 'apiVersion' | 'kind'): Finding | undefined {
  const text = value[field];
  if (text === undefined || text === null || text === '') return error('', field, 'is required');
  if (typeof text !== 'string') return error('', field, 'must be a string');
  return undefined;
}

function asInvalid(identity: Identity & { kind: 'refused' }, resource: string): ParseResult {
  return invalid(error(resource, identity.path, identity.message, identity.fix));
}

/** Read as the version that replaced it, so that everything else that is wrong is said at once. */
function readLegacy(identity: Identity & { kind: 'legacy' }, value: PlainObject, channel: Channel): ParseResult {
  const { message, fix, resourceKind } = identity;
  const resource = describeKey(resourceKind, value);
  const old: Finding = { severity: 'error', rule: 'legacy', resource, path: 'apiVersion', message, fix };
  const current = { ...value, apiVersion: identity.apiVersion, kind: resourceKind };
  return invalid(old, ...read(resourceKind, current, channel).findings);
}

function read(kind: ResourceKind, value: PlainObject, channel: Channel): ParseResult {
  return asResult(readKind(kind, value, channel));
}

function asResult({ resource, findings }: ReadResult): ParseResult {
  return resource === undefined ? { kind: 'invalid', findings } : { kind: 'resource', resource, findings };
}

/**
 * Reads one object the way the API server would on creation: unknown fields pruned, defaults applied, then types,
 * limits, lists and the CRD's rules. Never throws for bad input.
 */
export function parseResource(value: unknown, { channel = 'standard' }: ParseOptions = {}): ParseResult {
  if (!isPlainObject(value)) return invalid(error('', '', 'must be an object with apiVersion and kind'));
  const problems = [headProblem(value, 'apiVersion'), headProblem(value, 'kind')].filter(
    (found) => found !== undefined,
  );
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || problems.length > 0) return invalid(...problems);
  if (isPolicyObject(apiVersion, kind, value)) return asResult(readPolicy(kind, value));
  // Others declare kinds that nobody here knows.
  if (kind === 'CustomResourceDefinition' && !declaresPolicyKind(value)) {
    return { kind: 'unsupported', value, findings: [] };
  }
  const identity = identify(apiVersion, kind);
  switch (identity.kind) {
    case 'known':
      return read(identity.resourceKind, value, channel);
    case 'legacy':
      return readLegacy(identity, value, channel);
    case 'refused':
      return asInvalid(identity, describeKey(kind, value));
    default: {
      const { message } = identity;
      const resource = describeKey(kind, value);
      const finding: Finding[] =
        message === undefined ? [] : [{ severity: 'warning', rule: 'value', resource, path: 'kind', message }];
      return { kind: 'unsupported', value, findings: finding };
    }
  }
}
