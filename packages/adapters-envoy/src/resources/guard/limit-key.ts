import type { JwtRule, RateLimitKey } from '@routeward/core';
import type { JsonObject } from '../../resource.ts';
import { jwtName } from './jwt.ts';

/** One part of what tells the buckets of a limit apart. */
export interface LimitKey {
  /** Name in descriptors. */
  readonly key: string;
  readonly action: JsonObject;
  /** A request may come without it. */
  readonly mayLack: boolean;
}

/** `jwt`: the rule whose token has the claims. */
export function limitKey(by: RateLimitKey, jwt: JwtRule | undefined): LimitKey {
  switch (by.kind) {
    case 'sourceAddress':
      return { key: 'remote_address', action: { remote_address: {} }, mayLack: false };
    case 'header': {
      const name = by.name.toLowerCase();
      const key = `header:${name}`;
      return { key, action: { request_headers: { header_name: name, descriptor_key: key } }, mayLack: true };
    }
    case 'claim': {
      const key = `claim:${by.name}`;
      const path = [jwt ? jwtName(jwt) : '', ...by.name.split('.')].map((part) => ({ key: part }));
      const metadata = { descriptor_key: key, metadata_key: { key: 'envoy.filters.http.jwt_authn', path } };
      return { key, action: { metadata: { ...metadata, source: 'DYNAMIC' } }, mayLack: true };
    }
  }
}
