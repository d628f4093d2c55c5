import { fieldValue, sameName, trimOws } from '../headers/field-name.ts';
import { removeField } from '../headers/header-changes.ts';
import { listsOption } from '../headers/hop-by-hop.ts';
import type { UpstreamResponseHead } from '../upstream/upstream-client.ts';
import { acceptedCoding, type Coding } from './accepted-coding.ts';
import type { CompressionPlan } from './plan-compression.ts';

/** Digests of the bytes as the backend sent them: with other bytes they would be wrong. */
const digests = ['content-md5', 'digest', 'content-digest', 'repr-digest'];

/** True where the answer may be compressed for some client. */
function isEligible({ status }: UpstreamResponseHead, fields: readonly string[], plan: CompressionPlan): boolean {
  // A part of a representation (206) has its place in the bytes of the whole one.
  if (status === 206 || fieldValue(fields, 'content-range') !== undefined) return false;
  const type = trimOws(fieldValue(fields, 'content-type')?.split(';')[0] ?? '').toLowerCase();
  if (!plan.contentTypes.has(type)) return false;
  const coded = fieldValue(fields, 'content-encoding');
  if (coded !== undefined && !sameName(trimOws(coded), 'identity')) return false;
  const length = fieldValue(fields, 'content-length');
  if (length !== undefined && Number(length) < plan.minimumLength) return false;
  if (listsOption(fieldValue(fields, 'cache-control') ?? '', 'no-transform')) return false;
  return digests.every((name) => fieldValue(fields, name) === undefined);
}

function addVary(fields: string[]): void {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (!sameName(fields[index] ?? '', 'vary')) continue;
    const value = fields[index + 1] ?? '';
    if (listsOption(value, 'accept-encoding') || trimOws(value) === '*') return;
  }
  fields.push('Vary', 'Accept-Encoding');
}

/** RFC 9110 8.8.3: bytes that differ can't have the same strong tag. */
function weakenTag(fields: string[]): void {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (sameName(fields[index] ?? '', 'etag') && fields[index + 1]?.startsWith('"')) {
      fields[index + 1] = `W/${fields[index + 1]}`;
    }
  }
}

/** Decides how an answer is coded for this client, and edits its fields for that. Undefined: as it is. */
export function codeResponse(
  plan: CompressionPlan,
  acceptEncoding: string | undefined,
  head: UpstreamResponseHead,
  fields: string[],
): Coding | undefined {
  if (!isEligible(head, fields, plan)) return undefined;
  // Caches must know that others get other bytes, also from the answer to a client that gets it plain.
  addVary(fields);
  const coding = head.bodyless ? undefined : acceptedCoding(acceptEncoding, plan.codings);
  if (coding === undefined) return undefined;
  for (const name of ['content-length', 'content-encoding', 'accept-ranges']) removeField(fields, name);
  weakenTag(fields);
  fields.push('Content-Encoding', coding);
  return coding;
}
