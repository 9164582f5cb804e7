/** Makes X.509 certificates with ECDSA P-256 keys. RFC 5280 */
import { createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { parseNetwork } from '../../base/network.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

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
export async function writeCertificate(request: CertificateRequest): Promise<string> {
  const x509 = await loadLibrary();
  const publicKey = await importKey(createPublicKey(request.subjectKey), 'spki', 'verify');
  const signingKey = await importKey(request.issuerKey, 'pkcs8', 'sign');
  const issuerKey = await importKey(createPublicKey(request.issuerKey), 'spki', 'verify');
  const { use } = request;
  const purpose =
    use === 'authority'
      ? [
          new x509.BasicConstraintsExtension(true, 0, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        ]
      : [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(use.names.map(generalName)),
        ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(request.serialNumber).toString('hex'),
    subject: [{ CN: [request.subject] }],
    issuer: [{ CN: [request.issuer] }],
    notBefore: new Date(request.notBeforeMs),
    notAfter: new Date(request.notAfterMs),
    signingAlgorithm: ALGORITHM,
    publicKey,
    signingKey,
    extensions: [
      ...purpose,
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** Loaded when a certificate is made, which is once a year: it takes 150 ms. */
async function loadLibrary() {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

function importKey(key: KeyObject, format: 'spki' | 'pkcs8', use: 'sign' | 'verify'): Promise<webcrypto.CryptoKey> {
  const bytes = key.export({ format: 'der', type: format as 'pkcs8' });
  return webcrypto.subtle.importKey(format, bytes, ALGORITHM, true, [use]);
}

function generalName(text: string): { type: 'dns' | 'ip'; value: string } {
  return { type: parseNetwork(text) === null ? 'dns' : 'ip', value: text };
}
