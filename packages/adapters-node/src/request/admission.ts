import type { IncomingMessage } from 'node:http';
import { canonicalAuthority, canonicalPath, isAuthority, joinRepeatedFields, type PathPolicy } from '@routeward/core';
import { sameName, trimOws } from '../headers/field-name.ts';
import { listsOption, nominatedFields, nominatesProtected } from '../headers/hop-by-hop.ts';
import type { BodyLength } from '../upstream/upstream-client.ts';
import { parseTarget } from './target.ts';

/** Field names with `_`, which CGI-like interfaces turn into the same variable as `-`. */
export type UnderscoreNames = 'drop' | 'reject' | 'keep';

export interface AdmissionPolicy {
  readonly path: PathPolicy;
  readonly underscoreNames: UnderscoreNames;
  /** Header fields of one request. */
  readonly headerCount: number;
}

export type RejectionReason =
  | 'version'
  | 'method'
  | 'target'
  | 'path'
  | 'host'
  | 'header-count'
  | 'header-name'
  | 'transfer-encoding'
  | 'content-length'
  | 'connection'
  | 'expect'
  | 'upgrade';

export interface Rejection {
  readonly kind: 'rejected';
  readonly statusCode: number;
  readonly reason: RejectionReason;
}

/** A request that may be routed. */
export interface AdmittedRequest {
  readonly kind: 'admitted';
  /** Valid and canonical; from the target where that is absolute, else from the one Host field. */
  readonly authority: string;
  /** Path with query, checked and canonical. */
  readonly path: string;
  readonly bodyLength: BodyLength;
  readonly expectContinue: boolean;
  /** Lower-case names that Connection nominates. */
  readonly nominated: readonly string[] | undefined;
  /** Asks for websocket in a way that may be passed on. */
  readonly websocket: boolean;
  /** Fields as received, without those that the policy drops. */
  readonly rawHeaders: readonly string[];
}

const reject = (statusCode: number, reason: RejectionReason): Rejection => ({ kind: 'rejected', statusCode, reason });

/** What one pass over the fields finds. */
class Fields {
  host: string | undefined;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  nominated: string[] | undefined;
  expect: string | undefined;
  upgrade: string | undefined;
  upgradeOption = false;
  underscores = false;
  rejection: Rejection | undefined;

  take(name: string, value: string): void {
    switch (name.length) {
      case 4:
        if (sameName(name, 'host')) this.#takeHost(value);
        break;
      case 6:
        if (sameName(name, 'expect')) this.expect = this.expect === undefined ? value : '';
        break;
      case 7:
        if (sameName(name, 'upgrade')) this.upgrade = this.upgrade === undefined ? value : '';
        break;
      case 10:
        if (sameName(name, 'connection')) this.#takeConnection(value);
        break;
      case 14:
        if (sameName(name, 'content-length')) this.#takeContentLength(value);
        break;
      case 17:
        if (sameName(name, 'transfer-encoding')) this.#takeTransferEncoding(value);
        break;
    }
    if (name.includes('_')) this.underscores = true;
  }

  /** Node takes the first of two Host lines in silence; two readers then route by different hosts. */
  #takeHost(value: string): void {
    if (this.host !== undefined) this.rejection ??= reject(400, 'host');
    this.host = value;
  }

  #takeConnection(value: string): void {
    this.nominated = nominatedFields(value, this.nominated);
    if (listsOption(value, 'upgrade')) this.upgradeOption = true;
  }

  #takeContentLength(value: string): void {
    const valid = /^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value));
    if (this.contentLength !== undefined || !valid) this.rejection ??= reject(400, 'content-length');
    this.contentLength = value;
  }

  /** Node decodes `gzip, chunked` as chunked and forwards the name of a coding that it did not undo. */
  #takeTransferEncoding(value: string): void {
    const chunked = this.transferEncoding === undefined && sameName(trimOws(value), 'chunked');
    if (!chunked) this.rejection ??= reject(501, 'transfer-encoding');
    this.transferEncoding = value;
  }
}

function checkFraming(fields: Fields, minor: number): Rejection | undefined {
  if (fields.transferEncoding === undefined) return undefined;
  // RFC 9112 6.1: Transfer-Encoding in HTTP/1.0 is faulty framing, whatever the parser makes of it.
  if (minor === 0 || fields.contentLength !== undefined) return reject(400, 'transfer-encoding');
  return undefined;
}

function bodyLengthOf(fields: Fields): BodyLength {
  if (fields.transferEncoding !== undefined) return 'chunked';
  return fields.contentLength === undefined ? 'none' : Number(fields.contentLength);
}

function withoutUnderscores(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!name.includes('_')) kept.push(name, rawHeaders[index + 1] ?? '');
  }
  return kept;
}

function checkFields(request: IncomingMessage, fields: Fields, policy: AdmissionPolicy): Rejection | undefined {
  const raw = request.rawHeaders;
  // maxHeadersCount is 0, so that Node drops none in silence; here they are counted, and too many are refused.
  if (raw.length > policy.headerCount * 2) return reject(431, 'header-count');
  for (let index = 0; index + 1 < raw.length; index += 2) fields.take(raw[index] ?? '', raw[index + 1] ?? '');
  if (fields.rejection !== undefined) return fields.rejection;
  if (fields.underscores && policy.underscoreNames === 'reject') return reject(400, 'header-name');
  if (fields.nominated !== undefined && nominatesProtected(fields.nominated)) return reject(400, 'connection');
  if (fields.host === undefined || !isAuthority(fields.host)) return reject(400, 'host');
  if (fields.expect !== undefined && !sameName(fields.expect, '100-continue')) return reject(417, 'expect');
  return checkFraming(fields, request.httpVersionMinor);
}

/**
 * Checks what Node's parser lets through, on the fields as received (`rawHeaders`): `req.headers` joins, drops and
 * costs ten times as much.
 */
export function admit(request: IncomingMessage, policy: AdmissionPolicy): AdmittedRequest | Rejection {
  // Node also parses `HTTP/2.0` in a request line and HTTP/0.9 without a version.
  if (request.httpVersionMajor !== 1 || request.httpVersionMinor > 1) return reject(505, 'version');
  const method = request.method ?? '';
  if (method === 'CONNECT') return reject(405, 'method');
  const fields = new Fields();
  const rejection = checkFields(request, fields, policy);
  if (rejection !== undefined) return rejection;
  const target = parseTarget(request.url ?? '', method);
  if (target === undefined) return reject(400, 'target');
  const path = target.path === '*' ? '*' : canonicalPath(target.path, policy.path);
  if (path === undefined) return reject(400, 'path');
  const websocket = fields.upgradeOption && fields.upgrade !== undefined && sameName(fields.upgrade, 'websocket');
  return {
    kind: 'admitted',
    authority: canonicalAuthority(target.authority ?? fields.host ?? '') ?? '',
    path,
    bodyLength: bodyLengthOf(fields),
    expectContinue: fields.expect !== undefined,
    nominated: fields.nominated,
    // RFC 9110 7.8: Upgrade in HTTP/1.0 is ignored; with a body, tunnelled bytes and body bytes could be confused.
    websocket: websocket && method === 'GET' && request.httpVersionMinor === 1 && bodyLengthOf(fields) === 'none',
    rawHeaders: joinRepeatedFields(
      fields.underscores && policy.underscoreNames === 'drop'
        ? withoutUnderscores(request.rawHeaders)
        : request.rawHeaders,
    ),
  };
}
