import type { KeySet } from '@routeward/core';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { type GuardEnvironment, noSecret, secretOf } from '../guard/environment.ts';
import { ParsedMaterial } from './parsed-material.ts';

/** No key could be had, through no fault of the token. */
export class KeysUnavailable extends Error {}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}

function readKeySet([bytes]: readonly Uint8Array[]): JWTVerifyGetKey | 'malformed' {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
    return isKeySet(value) ? createLocalJWKSet(value) : 'malformed';
  } catch {
    return 'malformed';
  }
}

/** Errors by which a set says that it has no key for the token; all others mean that there is no set. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/** The keys of a set, read at the last moment. */
export function planKeySet(set: KeySet, environment: GuardEnvironment): () => JWTVerifyGetKey {
  if (set.kind === 'remote') {
    const keys = environment.remoteKeys.of(set.uri, set.cacheTime);
    return () => {
      if (keys === undefined) throw new KeysUnavailable('the address of a JWK set is none');
      return (header, token) =>
        Promise.resolve(keys(header, token)).catch((error: unknown) => {
          throw isAboutToken(error) ? error : new KeysUnavailable('a JWK set could not be fetched');
        });
    };
  }
  const parsed = new ParsedMaterial(readKeySet);
  return () => {
    const bytes = secretOf(environment, set.keys)?.get(set.key);
    if (bytes === undefined) throw new KeysUnavailable(noSecret(set.keys, set.key));
    const keys = parsed.of([bytes]);
    if (keys === 'malformed') throw new KeysUnavailable('a JWK set is malformed');
    return keys;
  };
}
