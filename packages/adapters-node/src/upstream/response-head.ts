import { sameName, trimOws } from '../headers/field-name.ts';
import { listsOption } from '../headers/hop-by-hop.ts';
import { parseFieldLines } from './field-lines.ts';
import type { UpstreamResponseHead } from './upstream-client.ts';

/** How the answer's body ends. */
export type ResponseFraming = 'none' | 'length' | 'chunked' | 'close';

export interface ParsedHead extends UpstreamResponseHead {
  readonly framing: ResponseFraming;
  readonly contentLength: number;
  /** The connection may serve again after this answer. */
  readonly keepAlive: boolean;
  /** Milliseconds that the server says it keeps an idle connection; 0 where it says nothing. */
  readonly keepAliveHint: number;
  /** A 101 that agrees to websocket. */
  readonly websocket: boolean;
}

interface Framing {
  length: string | undefined;
  transferEncoding: string | undefined;
  close: boolean;
  keepAlive: boolean;
  upgradeOption: boolean;
  websocket: boolean;
  hint: number;
}

const digits = /^\d{1,16}$/;

/** Reads what decides about framing and reuse; a text says what is wrong. */
function readFraming(fields: readonly string[], framing: Framing): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    switch (name.length) {
      case 7:
        if (sameName(name, 'upgrade')) framing.websocket = sameName(value, 'websocket');
        break;
      case 10:
        if (sameName(name, 'connection')) readConnection(value, framing);
        else if (sameName(name, 'keep-alive'))
          framing.hint = Number(/(?:^|[ ,])timeout=(\d{1,6})(?:$|[ ,])/.exec(value)?.[1] ?? 0);
        break;
      case 14:
        if (!sameName(name, 'content-length')) break;
        if (framing.length !== undefined) return 'several Content-Length fields';
        if (!digits.test(value)) return 'malformed Content-Length';
        framing.length = value;
        break;
      case 17:
        if (!sameName(name, 'transfer-encoding')) break;
        if (framing.transferEncoding !== undefined) return 'several Transfer-Encoding fields';
        framing.transferEncoding = value;
        break;
    }
  }
  if (framing.transferEncoding === undefined) return undefined;
  if (framing.length !== undefined) return 'Content-Length beside Transfer-Encoding';
  return sameName(trimOws(framing.transferEncoding), 'chunked') ? undefined : 'unknown Transfer-Encoding';
}

function readConnection(value: string, framing: Framing): void {
  if (listsOption(value, 'close')) framing.close = true;
  if (listsOption(value, 'keep-alive')) framing.keepAlive = true;
  if (listsOption(value, 'upgrade')) framing.upgradeOption = true;
}

function bodyFraming(status: number, method: string, framing: Framing, contentLength: number): ResponseFraming {
  // RFC 9112 6.3: these never have a body, whatever their fields say.
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return 'none';
  if (framing.transferEncoding !== undefined) return 'chunked';
  if (framing.length === undefined) return 'close';
  return contentLength === 0 ? 'none' : 'length';
}

const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;

/**
 * Parses a response head of which `end` is the length, final empty line included. Answers what is wrong otherwise: a
 * response that can be read in two ways is never passed on.
 */
export function parseResponseHead(bytes: Buffer, end: number, method: string, maxFields: number): ParsedHead | string {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 1 || bytes[lineEnd - 1] !== 13) return 'malformed status line';
  const line = statusLine.exec(bytes.toString('latin1', 0, lineEnd - 1));
  if (line === null) return 'malformed status line';
  const fields = parseFieldLines(bytes, lineEnd + 1, end - 2, maxFields);
  if (typeof fields === 'string') return fields;
  const framing: Framing = {
    length: undefined,
    transferEncoding: undefined,
    close: false,
    keepAlive: false,
    upgradeOption: false,
    websocket: false,
    hint: 0,
  };
  const wrong = readFraming(fields, framing);
  if (wrong !== undefined) return wrong;
  const minor = line[1] ?? '0';
  // RFC 9112 6.1: Transfer-Encoding in HTTP/1.0 is faulty framing.
  if (minor === '0' && framing.transferEncoding !== undefined) return 'Transfer-Encoding in HTTP/1.0';
  const status = Number(line[2]);
  const contentLength = framing.length === undefined ? 0 : Number(framing.length);
  if (!Number.isSafeInteger(contentLength)) return 'Content-Length too large';
  const kind = bodyFraming(status, method, framing, contentLength);
  return {
    status,
    reason: line[3] ?? '',
    headers: fields,
    bodyless: kind === 'none',
    framing: kind,
    contentLength,
    keepAlive: kind !== 'close' && !framing.close && (minor === '1' || framing.keepAlive),
    keepAliveHint: framing.hint * 1000,
    websocket: status === 101 && framing.websocket && framing.upgradeOption,
  };
}
