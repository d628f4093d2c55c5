import { isIP } from 'node:net';
import { sameName, trimOws } from './field-name.ts';
import type { Trust } from './forwarding.ts';
import { peerAddress } from './forwarding.ts';

/** An address without brackets, port and zone; undefined where the text is none. */
function addressOf(text: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  const address = peerAddress((bracketed ?? withPort ?? text).replace(/%.*$/, ''));
  return isIP(address) === 0 ? undefined : address;
}

/** Every address that X-Forwarded-For lists, nearest proxy last. */
function forwardedFor(rawHeaders: readonly string[]): string[] {
  const listed: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (!sameName(rawHeaders[index] ?? '', 'x-forwarded-for')) continue;
    listed.push(...(rawHeaders[index + 1] ?? '').split(',').map(trimOws));
  }
  return listed;
}

/**
 * Who the client is: the peer, or with `trust.hops` of n the nth address of X-Forwarded-For from the right; where it
 * has fewer, the request did not come through those proxies and the peer counts. Undefined where that is no address.
 */
export function clientAddress(rawHeaders: readonly string[], peer: string, trust: Trust): string | undefined {
  if (trust.hops === 0) return addressOf(peer);
  const listed = forwardedFor(rawHeaders);
  return addressOf(listed.at(-trust.hops) ?? peer);
}
