/** Asks for a certificate: PKCS #10, with the names as RFC 8555 section 7.4 wants them. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

const TAG = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
/** Context-specific tags: `attributes` is constructed, `dNSName` is not. RFC 5280 */
const ATTRIBUTES = 0xa0;
const DNS_NAME = 0x82;

/** Their contents in DER. */
const EXTENSION_REQUEST = Buffer.from('2a864886f70d01090e', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('551d11', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');

/**
 * DER, with an empty subject: the names are all in the extension.
 *
 * @param privateKey PEM, ECDSA P-256.
 */
export function certificateRequest(names: readonly string[], privateKey: string): Buffer {
  const key = createPrivateKey(privateKey);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const generalNames = der(TAG.sequence, ...names.map((name) => der(DNS_NAME, Buffer.from(name, 'latin1'))));
  const extension = der(TAG.sequence, der(TAG.oid, SUBJECT_ALT_NAME), der(TAG.octets, generalNames));
  const attribute = der(TAG.sequence, der(TAG.oid, EXTENSION_REQUEST), der(TAG.set, der(TAG.sequence, extension)));
  const version = der(TAG.integer, Buffer.of(0));
  const info = der(TAG.sequence, version, der(TAG.sequence), publicKey, der(ATTRIBUTES, attribute));
  const algorithm = der(TAG.sequence, der(TAG.oid, ECDSA_WITH_SHA256));
  const signature = sign('sha256', info, key);
  return der(TAG.sequence, info, algorithm, der(TAG.bits, Buffer.of(0), signature));
}

/** X.690 sections 8.1.2 to 8.1.4, lengths in their shortest form. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content]);
}
