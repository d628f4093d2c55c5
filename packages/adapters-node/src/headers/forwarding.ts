import { sameName } from './field-name.ts';
import { isHopByHop, isNominated } from './hop-by-hop.ts';

/** Who is believed about the way a request has come. */
export interface Trust {
  /**
   * Proxies in front that are ours. 0 (default): what clients say in X-Forwarded-*, X-Real-IP and Forwarded is replaced.
   * More: their values are kept, and the address of the peer is appended.
   */
  readonly hops: number;
  /** Also writes Forwarded (RFC 7239); false unless set. */
  readonly forwarded?: boolean;
}

/** What is known about the client's connection. */
export interface Hop {
  readonly peer: string;
  readonly scheme: 'http' | 'https';
  readonly authority: string;
}

function isForwardingField(name: string): boolean {
  if (name.length === 9) return sameName(name, 'forwarded') || sameName(name, 'x-real-ip');
  if (name.length < 15 || (name.charCodeAt(0) | 32) !== 120) return false;
  return sameName(name.slice(0, 12), 'x-forwarded-');
}

/** Fields that the upstream client writes by itself, from what was checked. */
function isOwnField(name: string): boolean {
  if (name.length === 4) return sameName(name, 'host');
  if (name.length === 6) return sameName(name, 'expect');
  return name.length === 14 && sameName(name, 'content-length');
}

/** A node of Forwarded: IPv6 in brackets and quotes. */
const forwardedNode = (peer: string): string => (peer.includes(':') ? `"[${peer}]"` : peer);

/** The fields to forward, a list of one's own: without hop-by-hop, nominated and framing fields, with X-Forwarded-*. */
export function forwardFields(
  rawHeaders: readonly string[],
  nominated: readonly string[] | undefined,
  hop: Hop,
  trust: Trust,
): string[] {
  const fields: string[] = [];
  let forwardedFor = '';
  let forwarded = '';
  let knowsProto = false;
  let knowsHost = false;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (isHopByHop(name) || isOwnField(name) || isNominated(name, nominated)) continue;
    if (isForwardingField(name)) {
      if (trust.hops === 0) continue;
      if (sameName(name, 'x-forwarded-for')) forwardedFor += `${value}, `;
      else if (sameName(name, 'forwarded')) forwarded += `${value}, `;
      else fields.push(name, value);
      knowsProto ||= sameName(name, 'x-forwarded-proto');
      knowsHost ||= sameName(name, 'x-forwarded-host');
      continue;
    }
    fields.push(name, value);
  }
  fields.push('X-Forwarded-For', forwardedFor + hop.peer);
  if (!knowsProto) fields.push('X-Forwarded-Proto', hop.scheme);
  if (!knowsHost) fields.push('X-Forwarded-Host', hop.authority);
  if (trust.forwarded === true) {
    const own = `for=${forwardedNode(hop.peer)};host="${hop.authority}";proto=${hop.scheme}`;
    fields.push('Forwarded', forwarded + own);
  } else if (forwarded !== '') {
    fields.push('Forwarded', forwarded.slice(0, -2));
  }
  return fields;
}

/** The address of a peer; IPv4 in its own form on a dual-stack socket. */
export function peerAddress(remoteAddress: string | undefined): string {
  if (remoteAddress === undefined) return 'unknown';
  return remoteAddress.startsWith('::ffff:') ? remoteAddress.slice(7) : remoteAddress;
}
