import type * as z from 'zod';
import { report } from './metadata-checks.ts';

type Payload<T> = z.core.ParsePayload<T>;
type Entries = Readonly<Record<string, string>>;

const largest = 1024 * 1024;

const isDataKey = (key: string): boolean =>
  key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');

const isBase64 = (text: string): boolean => {
  const digits = text.replace(/[\r\n]/g, '');
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
};

/**
 * Keys and encoding of a Secret's or ConfigMap's data. Entries are named by their place, not by their key or value:
 * a slip of indentation can make a key of what should be secret.
 */
function checkEntries<T>(payload: Payload<T>, field: string, entries: Entries, encoded: boolean): number {
  let size = 0;
  for (const [index, [key, value]] of Object.entries(entries).entries()) {
    const entry = `entry ${index + 1}`;
    if (!isDataKey(key)) {
      report(payload, `the key of ${entry} must consist of letters, digits, "-", "_", "."`, [field]);
    }
    if (encoded && !isBase64(value)) report(payload, `the value of ${entry} must be base64`, [field]);
    size += encoded ? Math.floor((value.length * 3) / 4) : value.length;
  }
  return size;
}

interface SecretShape {
  readonly type: string;
  readonly data?: Entries;
  readonly stringData?: Entries;
}

/** Keys that a Secret of the type must have. */
const requiredKeys = new Map<string, readonly string[]>([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);

export function secretChecks(payload: Payload<SecretShape>): void {
  const { type, data = {}, stringData = {} } = payload.value;
  const size = checkEntries(payload, 'data', data, true) + checkEntries(payload, 'stringData', stringData, false);
  if (size > largest) report(payload, `must have at most ${largest} bytes`, ['data']);
  for (const key of requiredKeys.get(type) ?? []) {
    if (Object.hasOwn(data, key) || Object.hasOwn(stringData, key)) continue;
    report(payload, `needs the key ${key}, because the type is ${type}`, ['data']);
  }
}

interface ConfigMapShape {
  readonly data?: Entries;
  readonly binaryData?: Entries;
}

export function configMapChecks(payload: Payload<ConfigMapShape>): void {
  const { data = {}, binaryData = {} } = payload.value;
  const size = checkEntries(payload, 'data', data, false) + checkEntries(payload, 'binaryData', binaryData, true);
  if (size > largest) report(payload, `must have at most ${largest} bytes`, ['data']);
  if (Object.keys(data).some((key) => Object.hasOwn(binaryData, key))) {
    report(payload, 'data and binaryData must not have a key in common', ['binaryData']);
  }
}
