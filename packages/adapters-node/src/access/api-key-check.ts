import { createHmac, randomBytes } from 'node:crypto';
import type { ApiKeyRule } from '@routeward/core';
import { type GuardEnvironment, noSecret, secretOf } from '../guard/environment.ts';
import type { GuardStep } from '../guard/guard-step.ts';
import { always, broken, unauthenticated } from '../guard/refusals.ts';
import { credentialsAt } from './credential.ts';
import { forwardedValue, isForwardedName } from './forwarded-name.ts';
import { ParsedMaterial } from './parsed-material.ts';

/**
 * Keys are found by a digest under a secret of this process: nobody outside can choose it, so the time that a look-up
 * takes says nothing about a key.
 */
const pepper = randomBytes(32);
const digest = (key: Uint8Array | string): string => createHmac('sha256', pepper).update(key).digest('base64');

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Material is names and keys in turn; files often end in a line end that is no part of the key. */
function clientsByKey(material: readonly Uint8Array[]): ReadonlyMap<string, string> {
  const clients = new Map<string, string>();
  for (let index = 0; index + 1 < material.length; index += 2) {
    const key = textOf(material[index + 1] ?? Buffer.alloc(0)).replace(/[\r\n]+$/, '');
    const found = digest(key);
    if (key !== '' && !clients.has(found)) clients.set(found, textOf(material[index] ?? Buffer.alloc(0)));
  }
  return clients;
}

const refused = unauthenticated('ApiKey');

/** One of the keys in the Secrets, at one of the places. */
export function planApiKeys(rule: ApiKeyRule, environment: GuardEnvironment): GuardStep {
  const header = rule.forwardClientHeader?.toLowerCase();
  if (header !== undefined && !isForwardedName(header))
    return always(broken('a header name that can not be forwarded'));
  const parsed = new ParsedMaterial(clientsByKey);
  return ({ fields, path, changes }) => {
    const material: Uint8Array[] = [];
    for (const reference of rule.keys) {
      const entries = secretOf(environment, reference);
      if (entries === undefined) return broken(noSecret(reference));
      for (const [client, key] of entries) material.push(Buffer.from(client), key);
    }
    const clients = parsed.of(material);
    for (const credential of credentialsAt(rule.from, fields, path)) {
      // Fields are read one character per byte; keys are UTF-8 text.
      const client = clients.get(digest(Buffer.from(credential, 'latin1'))) ?? clients.get(digest(credential));
      if (client === undefined) continue;
      if (header !== undefined) changes.push({ name: header, value: forwardedValue(client) });
      return undefined;
    }
    return refused;
  };
}
