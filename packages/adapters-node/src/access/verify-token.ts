import type { JwtProvider } from '@routeward/core';
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { GuardEnvironment } from '../guard/environment.ts';
import { planKeySet } from './key-set.ts';

/** Seconds that clocks may differ; as Envoy's default. */
const clockTolerance = 60;

/** True where the token says that it comes from this provider: only then is it worth asking for keys. */
function isFrom(issuer: string, token: string): boolean {
  try {
    return issuer === '' || decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
}

/** A token without `kid` may fit several keys of a set; one of them has to have signed it. */
async function verifyWithAny(
  token: string,
  keys: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload | undefined> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  return undefined;
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) return verifyWithAny(token, error, options);
    throw error;
  }
}

/** Checks tokens of one provider: claims of a good one, undefined for a bad one; throws `KeysUnavailable`. */
export function tokenVerifier(
  provider: JwtProvider,
  environment: GuardEnvironment,
): (token: string) => Promise<JWTPayload | undefined> {
  const keys = planKeySet(provider.keySet, environment);
  return async (token) => {
    if (!isFrom(provider.issuer, token)) return undefined;
    const options: JWTVerifyOptions = {
      clockTolerance,
      currentDate: new Date(environment.wallClock()),
      ...(provider.issuer !== '' && { issuer: provider.issuer }),
      ...(provider.audiences.length > 0 && { audience: [...provider.audiences] }),
    };
    try {
      return await verify(token, keys(), options);
    } catch (error) {
      // What jose complains about is the token; anything else is not.
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}
