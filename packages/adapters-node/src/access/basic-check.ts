import type { BasicRule } from '@routeward/core';
import { type GuardEnvironment, noSecret, secretOf } from '../guard/environment.ts';
import type { GuardedRequest, GuardStep, Refusal } from '../guard/guard-step.ts';
import { always, broken, busy, unauthenticated } from '../guard/refusals.ts';
import { fieldValue } from '../headers/field-name.ts';
import { basicCredentials } from './basic-credentials.ts';
import { forwardedValue, isForwardedName } from './forwarded-name.ts';
import { type PasswordHash, readHtpasswd } from './htpasswd.ts';
import { ParsedMaterial } from './parsed-material.ts';
import { PasswordChecks } from './password-checks.ts';

const refused = unauthenticated('Basic realm="gateway", charset="UTF-8"');
const nobody: PasswordHash = { kind: 'unknown' };

const usersOf = ([bytes]: readonly Uint8Array[]): ReadonlyMap<string, PasswordHash> =>
  readHtpasswd(Buffer.from(bytes ?? []).toString('utf8'));

/** A user of the htpasswd file with the right password. */
export function planBasic(rule: BasicRule, environment: GuardEnvironment): GuardStep {
  const header = rule.forwardUserHeader?.toLowerCase();
  if (header !== undefined && !isForwardedName(header))
    return always(broken('a header name that can not be forwarded'));
  const parsed = new ParsedMaterial(usersOf);
  const checks = new PasswordChecks();
  const admit = ({ changes }: GuardedRequest, name: string): undefined => {
    if (header !== undefined) changes.push({ name: header, value: forwardedValue(name) });
  };
  return (request): Refusal | undefined | Promise<Refusal | undefined> => {
    const bytes = secretOf(environment, rule.users)?.get(rule.key);
    if (bytes === undefined) return broken(noSecret(rule.users, rule.key));
    const users = parsed.of([bytes]);
    const credentials = basicCredentials(fieldValue(request.fields, 'authorization'));
    if (credentials === undefined) return refused;
    const known = users.get(credentials.name);
    // An unknown name takes as long as a known one: it is held against somebody's hash.
    const hash = known ?? users.values().next().value ?? nobody;
    const decide = (right: boolean): Refusal | undefined =>
      right && known !== undefined ? admit(request, credentials.name) : refused;
    const right = checks.verify(hash, credentials.password);
    if (right === 'busy') return busy;
    return typeof right === 'boolean' ? decide(right) : right.then(decide);
  };
}
