import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const identifier = (hex: string): Buffer => der(6, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));
const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(identifier('550403'), der(12, Buffer.from(name)))));
const time = (year: number): Buffer => der(0x18, Buffer.from(`${year}0101000000Z`));

/** SubjectAltName, and that it may sign others. */
const extensions = (host: string): Buffer =>
  der(
    0xa3,
    sequence(
      sequence(identifier('551d11'), der(4, sequence(der(0x82, Buffer.from(host))))),
      sequence(identifier('551d13'), der(1, Buffer.from([255])), der(4, sequence(der(1, Buffer.from([255]))))),
    ),
  );

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

export interface SelfSigned {
  readonly certificate: string;
  readonly privateKey: string;
  /** SHA-256 over the certificate, in hexadecimal. */
  readonly fingerprint: string;
}

/** A certificate for one host that signs itself; its key is made anew each time and never stored. */
export function selfSigned(host: string): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const toBeSigned = sequence(
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(host),
    sequence(time(2020), time(2120)),
    nameOf(host),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(host),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const bytes = sequence(toBeSigned, ecdsaWithSha256, der(3, Buffer.from([0]), signature));
  return {
    certificate: pem('CERTIFICATE', bytes),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
  };
}
