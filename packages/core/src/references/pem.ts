import { decodeBase64 } from './base64.ts';

/** First byte of a DER SEQUENCE, with which every certificate and every private key starts. */
const derSequence = 0x30;

const begin = '-----BEGIN ';
const dashes = '-----';

interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * The blocks of a PEM text (RFC 7468), or undefined where one is broken; text around the blocks does not matter. By
 * `indexOf`, because a regular expression takes quadratic time on a Secret that is made to be slow.
 */
function parsePem(text: string): readonly PemBlock[] | undefined {
  const blocks: PemBlock[] = [];
  for (let start = text.indexOf(begin); start !== -1; ) {
    const labelEnd = text.indexOf(dashes, start + begin.length);
    const label = text.slice(start + begin.length, labelEnd);
    const end = labelEnd === -1 ? -1 : text.indexOf(`-----END ${label}-----`, labelEnd);
    if (end === -1) return undefined;
    const der = decodeBase64(text.slice(labelEnd + dashes.length, end).replace(/\s/g, ''));
    if (der === undefined) return undefined;
    blocks.push({ label, der });
    start = text.indexOf(begin, end);
  }
  return blocks;
}

const holds = (text: string, labels: readonly string[]): boolean => {
  const wanted = parsePem(text)?.filter((block) => labels.includes(block.label)) ?? [];
  return wanted.length > 0 && wanted.every((block) => block.der[0] === derSequence);
};

/** Whether a text could be a bundle of certificates; whether they are valid is for whoever loads them to say. */
export const holdsCertificates = (text: string): boolean => holds(text, ['CERTIFICATE']);

/** Whether a text could hold a private key; an encrypted one has no use, for nobody could give its passphrase. */
export const holdsPrivateKey = (text: string): boolean =>
  holds(text, ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']);
