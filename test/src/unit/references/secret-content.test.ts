import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  base64,
  gatewayCondition,
  httpsListener,
  pem,
  tlsSecret,
  uncheckedSecret,
  worldWith,
} from '../gateways/gateway-world.ts';

const test = suite('references: what a certificate may look like');

const certificate = pem('CERTIFICATE');
const key = pem('PRIVATE KEY');

/** Whether a Secret with these texts can be used. */
function isUsable(crt: string | undefined, privateKey: string | undefined, encode = base64): boolean {
  const data = {
    ...(crt !== undefined && { 'tls.crt': encode(crt) }),
    ...(privateKey !== undefined && { 'tls.key': encode(privateKey) }),
  };
  const world = worldWith({ listeners: [httpsListener()] });
  world.force(uncheckedSecret('infra/cert', data));
  return gatewayCondition(world, 'ResolvedRefs', 'https') === 'True/ResolvedRefs';
}

const body = (text: string, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;

for (const [label, crt, privateKey] of [
  ['one certificate and a PKCS #8 key', certificate, key],
  ['an RSA key', certificate, pem('RSA PRIVATE KEY')],
  ['an EC key', certificate, pem('EC PRIVATE KEY')],
  [
    'an EC key after its parameters',
    certificate,
    `${body('BggqhkjOPQMBBw==', 'EC PARAMETERS')}${pem('EC PRIVATE KEY')}`,
  ],
  ['a chain', certificate + certificate + certificate, key],
  ['text around the blocks', `subject=käse\n${certificate}issuer=x\n`, key],
  ['line breaks of Windows', certificate.replaceAll('\n', '\r\n'), key.replaceAll('\n', '\r\n')],
  ['no line break at the end', certificate.trimEnd(), key.trimEnd()],
  ['a body of many lines', body('MAM\nC\n\nAQE='), key],
  ['certificate and key in both', certificate + key, certificate + key],
] as const) {
  test(`${label}: usable`, () => assert.is(isUsable(crt, privateKey), true));
}

for (const [label, crt, privateKey] of [
  ['no certificate', undefined, key],
  ['no key', certificate, undefined],
  ['neither', undefined, undefined],
  ['empty texts', '', ''],
  ['a text that is no PEM', 'Hello world\n', 'Hello world\n'],
  ['the two exchanged', key, certificate],
  ['an encrypted key', certificate, pem('ENCRYPTED PRIVATE KEY')],
  [
    'a key encrypted in the old way',
    certificate,
    body('Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMAMCAQE=', 'RSA PRIVATE KEY'),
  ],
  ['a public key', certificate, pem('PUBLIC KEY')],
  ['a block without an end', '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n', key],
  ['a block that is cut in its first line', '-----BEGIN CERTIFICATE', key],
  ['an end of another label', certificate.replace('END CERTIFICATE', 'END CERT'), key],
  ['a good block before a broken one', `${certificate}-----BEGIN CERTIFICATE-----\nMAMC`, key],
  ['an empty body', body(''), key],
  ['a body that is no base64', body('MAMC*QE='), key],
  ['a body of the wrong length', body('MAMCAQE'), key],
  ['padding in the middle', body('MA==MA=='), key],
  ['a body that is no DER', body('SGVsbG8='), key],
  ['a certificate that is no DER after one that is', `${certificate}${body('SGVsbG8=')}`, key],
] as const) {
  test(`${label}: refused`, () => assert.is(isUsable(crt, privateKey), false));
}

test('base64 with line breaks is read', () => {
  const wrapped = (text: string): string => base64(text).replace(/.{16}/g, '$&\n');
  assert.is(isUsable(certificate, key, wrapped), true);
});

test('a Secret that is made to be slow is not slow', () => {
  // One megabyte of what makes a backtracking pattern take quadratic time; the limit is that the test ends at all.
  assert.is(isUsable(`-----BEGIN CERTIFICATE-----${'\n '.repeat(400_000)}`, key), false);
  assert.is(isUsable('-----BEGIN '.repeat(60_000), key), false);
});

test('stringData counts as data', () => {
  const { data: _, ...rest } = tlsSecret('infra/cert');
  const secret = { ...rest, stringData: { 'tls.crt': certificate, 'tls.key': key } };
  const world = worldWith({ listeners: [httpsListener()] }, secret);
  assert.is(gatewayCondition(world, 'ResolvedRefs', 'https'), 'True/ResolvedRefs');
});

test.run();
