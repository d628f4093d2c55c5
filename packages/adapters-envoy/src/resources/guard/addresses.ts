import type { AddressRule } from '@routeward/core';
import type { JsonObject } from '../../resource.ts';
import { isIpAddress } from '../address.ts';
import { brokenPart, type GuardPart, nothingToDo } from './guard-part.ts';
import { ranks } from './needed-filter.ts';
import { allOf, anyOf, not, onlyFor, rbacFilter } from './rbac.ts';

/** Undefined for a text that is no range. */
function remoteAddress(range: string): JsonObject | undefined {
  const [address = '', length, ...more] = range.split('/');
  const bits = address.includes(':') ? 128 : 32;
  const prefix = length === undefined ? bits : Number(length);
  if (more.length > 0 || !isIpAddress(address) || !/^\d{1,3}$/.test(length ?? '0') || prefix > bits) return undefined;
  return { remote_ip: { address_prefix: address, prefix_len: prefix } };
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

export function addressesPart({ allow, deny }: AddressRule, number: number): GuardPart {
  const allowed = allow.map(remoteAddress).filter(isDefined);
  const denied = deny.map(remoteAddress).filter(isDefined);
  if (allowed.length < allow.length || denied.length < deny.length) return brokenPart('an address range is none');
  const conditions = [
    ...(denied.length > 0 ? [not(anyOf(denied))] : []),
    ...(allowed.length > 0 ? [anyOf(allowed)] : []),
  ];
  if (conditions.length === 0) return nothingToDo;
  const filter = rbacFilter('addresses', ranks.addresses, number);
  return { kind: 'filters', perFilter: { [filter.name]: onlyFor(allOf(conditions)) }, filters: [filter] };
}
