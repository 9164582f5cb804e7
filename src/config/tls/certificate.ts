/** Writes X.509 certificates with ECDSA P-256 keys. RFC 5280 section 4.1 */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { parseNetwork } from '../../base/network.ts';
import * as der from './der.ts';

const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = der.objectIdentifier('2.5.4.3');
/** RFC 5280 appendix A.1: ub-common-name. */
const MAX_COMMON_NAME = 64;

export interface CertificateRequest {
  /** Common names. */
  readonly subject: string;
  readonly issuer: string;
  readonly subjectKey: KeyObject;
  /** The issuer's private key. */
  readonly issuerKey: KeyObject;
  /** 8 to 20 random bytes. */
  readonly serialNumber: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** What it may be used for: to sign certificates, or to be a server of these names and IP addresses. */
  readonly use: 'authority' | { readonly names: readonly string[] };
}

/** Returns PEM. */
export function writeCertificate(request: CertificateRequest): string {
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(request.serialNumber),
    ECDSA_WITH_SHA256,
    name(request.issuer),
    der.sequence(der.time(request.notBeforeMs), der.time(request.notAfterMs)),
    name(request.subject),
    publicKeyInfo(request.subjectKey),
    der.explicit(3, der.sequence(...extensions(request))),
  );
  const certificate = der.sequence(body, ECDSA_WITH_SHA256, der.bitString(sign('sha256', body, request.issuerKey)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function name(commonName: string): Buffer {
  const value = der.utf8String(commonName.slice(0, MAX_COMMON_NAME));
  return der.sequence(der.set(der.sequence(COMMON_NAME, value)));
}

function publicKeyInfo(key: KeyObject): Buffer {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
}

/** RFC 7093 section 2, method 1: the leftmost 160 bits of the SHA-256 of the key. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256').update(publicKeyInfo(key)).digest().subarray(0, 20);
}

function extensions({ subjectKey, issuerKey, use }: CertificateRequest): Buffer[] {
  const subjectId = extension('2.5.29.14', der.octetString(keyIdentifier(subjectKey)));
  const issuerId = extension('2.5.29.35', der.sequence(der.implicit(0, keyIdentifier(issuerKey))));
  if (use === 'authority') {
    const noFurtherAuthorities = der.sequence(der.boolean(true), der.integer(Buffer.from([0])));
    const signsCertificatesAndLists = der.bitString(Buffer.from([0b0000_0110]), 1);
    return [
      critical('2.5.29.19', noFurtherAuthorities),
      critical('2.5.29.15', signsCertificatesAndLists),
      subjectId,
      issuerId,
    ];
  }
  const signsHandshakes = der.bitString(Buffer.from([0b1000_0000]), 7);
  const serverAuthentication = der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.3.1'));
  return [
    critical('2.5.29.19', der.sequence()),
    critical('2.5.29.15', signsHandshakes),
    extension('2.5.29.37', serverAuthentication),
    extension('2.5.29.17', der.sequence(...use.names.map(generalName))),
    subjectId,
    issuerId,
  ];
}

function extension(id: string, value: Uint8Array): Buffer {
  return der.sequence(der.objectIdentifier(id), der.octetString(value));
}

function critical(id: string, value: Uint8Array): Buffer {
  return der.sequence(der.objectIdentifier(id), der.boolean(true), der.octetString(value));
}

/** RFC 5280 section 4.2.1.6: [2] dNSName, [7] iPAddress. */
function generalName(text: string): Buffer {
  const octets = addressOctets(text);
  return octets === null ? der.implicit(2, Buffer.from(text, 'ascii')) : der.implicit(7, octets);
}

function addressOctets(text: string): Buffer | null {
  const parsed = parseNetwork(text);
  if (parsed === null) return null;
  if (parsed.family === 'ipv4') return Buffer.from(text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(8 - front.length - back.length).fill('0');
  return Buffer.from([...front, ...zeros, ...back].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
