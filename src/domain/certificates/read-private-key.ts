/** The private key of a certificate: RSA or ECDSA, PEM, also protected by a passphrase (PKCS #8). */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { badCertificate, pemBlocks } from './read-pem.ts';

/** Below it RSA is too weak; above it every handshake would cost too much. */
const RSA_BITS = { min: 2048, max: 4096 } as const;
const CURVES: readonly unknown[] = ['prime256v1', 'secp384r1', 'secp521r1'];
/** What mail programs and browsers take: Ed25519 is not among it. */
const KINDS = ['rsa', 'ec'];

/** PBKDF2 with SHA-2 runs this often in some 50 ms. */
const MAX_ITERATIONS = 100_000;
/** 1.2.840.113549.1.5.12, and 1.3.6.1.4.1.11591.4.11, which may ask for gigabytes. */
const PBKDF2 = Buffer.from('06092a864886f70d01050c', 'hex');
const SCRYPT = Buffer.from('06092b06010401da47040b', 'hex');

/**
 * The first key in the text. Throws Failure `invalid`, with a reason for each way in which it may be wrong.
 *
 * @param passphrase null where none was given; of a key without protection it is not asked for.
 */
export function readPrivateKey(text: string, passphrase: string | null): KeyObject {
  const block = pemBlocks(text).find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) throw badCertificate('key-none', 'no private key (PEM)');
  const isProtected = block.label.startsWith('ENCRYPTED') || block.text.includes('Proc-Type: 4,ENCRYPTED');
  if (isProtected && (passphrase === null || passphrase === '')) {
    throw badCertificate('key-needs-passphrase', 'the private key is protected by a passphrase');
  }
  if (block.label.startsWith('ENCRYPTED')) mustOpenQuickly(block.text);
  return mustBeUsable(open(block.text, isProtected ? (passphrase ?? '') : null));
}

function open(key: string, passphrase: string | null): KeyObject {
  try {
    return createPrivateKey(passphrase === null ? key : { key, passphrase });
  } catch (cause) {
    if (passphrase === null) throw badCertificate('key-unreadable', 'the private key cannot be read', {}, cause);
    throw badCertificate('key-wrong-passphrase', 'the passphrase does not open the private key', {}, cause);
  }
}

/** To open a key is work for the whole server, which waits for it. */
function mustOpenQuickly(pem: string): void {
  const bytes = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const at = bytes.indexOf(PBKDF2);
  const isCheap = !bytes.includes(SCRYPT) && (at < 0 || iterations(bytes, at + PBKDF2.length) <= MAX_ITERATIONS);
  if (!isCheap) throw badCertificate('key-protection', 'the protection of the private key is too costly to open');
}

/** Of PBKDF2's parameters, `SEQUENCE { salt OCTET STRING, iterations INTEGER, … }`: RFC 8018 */
function iterations(bytes: Buffer, at: number): number {
  const saltAt = at + 2;
  const countAt = saltAt + 2 + (bytes[saltAt + 1] ?? 0);
  const length = bytes[countAt + 1] ?? 0;
  const isAsExpected = bytes[at] === 0x30 && bytes[saltAt] === 0x04 && bytes[countAt] === 0x02;
  if (!isAsExpected || length < 1 || length > 4 || countAt + 2 + length > bytes.length) return Number.POSITIVE_INFINITY;
  return bytes.readUIntBE(countAt + 2, length);
}

function mustBeUsable(key: KeyObject): KeyObject {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  const isGood =
    key.asymmetricKeyType === 'rsa'
      ? modulusLength >= RSA_BITS.min && modulusLength <= RSA_BITS.max
      : CURVES.includes(namedCurve);
  if (KINDS.includes(key.asymmetricKeyType ?? '') && isGood) return key;
  throw badCertificate('key-kind', 'a private key of another kind', { found: keyTypeText(key) });
}

/** `RSA 2048`, `ECDSA P-256` */
export function keyTypeText({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): string {
  const { modulusLength, namedCurve = '' } = details;
  if (type === 'ec') return `ECDSA ${CURVE_NAMES[namedCurve] ?? namedCurve}`;
  const name = String(type).toUpperCase();
  return modulusLength === undefined ? name : `${name} ${modulusLength}`;
}

const CURVE_NAMES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
