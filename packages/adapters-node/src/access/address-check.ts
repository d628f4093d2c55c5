import { BlockList, isIP } from 'node:net';
import type { AddressRule } from '@routeward/core';
import type { GuardStep } from '../guard/guard-step.ts';
import { always, broken, forbidden } from '../guard/refusals.ts';

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const cidr = /^([^/]+)(?:\/(\d{1,3}))?$/;

/** Undefined where one of the ranges is none: a list that means less than it says would let in or shut out the wrong. */
function listOf(ranges: readonly string[]): BlockList | undefined {
  const list = new BlockList();
  for (const range of ranges) {
    const [, address = '', length] = cidr.exec(range) ?? [];
    const bits = isIP(address) === 6 ? 128 : 32;
    const prefix = length === undefined ? bits : Number(length);
    if (isIP(address) === 0 || prefix > bits) return undefined;
    list.addSubnet(address, prefix, family(address));
  }
  return list;
}

/** A denied address never gets in; where `allow` is not empty, only those. An unknown one never does. */
export function planAddresses(rule: AddressRule): GuardStep {
  const allow = listOf(rule.allow);
  const deny = listOf(rule.deny);
  if (allow === undefined || deny === undefined) return always(broken('an address range is none'));
  const open = rule.allow.length === 0;
  return ({ clientAddress: address }) => {
    if (address === undefined || deny.check(address, family(address))) return forbidden;
    return open || allow.check(address, family(address)) ? undefined : forbidden;
  };
}
