/** An authority that vouches for people, and what it issues: certificates with mail addresses, and lists of revoked ones. */
import { randomBytes, webcrypto } from 'node:crypto';
import type { JsonGeneralName } from '@peculiar/x509';

export interface ClientCredentials {
  /** PEM */
  readonly cert: string;
  /** PEM */
  readonly key: string;
  readonly serialNumber: string;
}

export interface IssueOptions {
  /** subjectAltNames; addresses alone stand for those of mail. */
  readonly names: readonly (string | JsonGeneralName)[];
  readonly isExpired?: boolean;
  /** Of a server instead of a client. */
  readonly isServer?: boolean;
}

export interface ClientAuthority {
  /** PEM */
  readonly cert: string;
  issue(options: IssueOptions): Promise<ClientCredentials>;
  /** A list of revoked certificates, PEM, good for a day, or outdated. */
  revoke(serialNumbers: readonly string[], isOutdated?: boolean): Promise<string>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export async function createClientAuthority(name = 'People CA'): Promise<ClientAuthority> {
  // The first is needed by the second, which would fail without it.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const keys = await newKeys();
  const times = { notBefore: new Date(Date.now() - 10 * DAY_MS), notAfter: new Date(Date.now() + 10 * DAY_MS) };
  const signing = { signingAlgorithm: ALGORITHM, signingKey: keys.privateKey };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...times,
    serialNumber: newSerialNumber(),
    name: [{ CN: [name] }],
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pem = (label: string, bytes: ArrayBuffer) =>
    `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;
  return {
    cert: pem('CERTIFICATE', authority.rawData),

    async issue({ names, isExpired = false, isServer = false }) {
      const own = await newKeys();
      const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
      const certificate = await x509.X509CertificateGenerator.create({
        ...times,
        ...(isExpired ? { notAfter: new Date(Date.now() - DAY_MS) } : {}),
        ...signing,
        serialNumber: newSerialNumber(),
        subject: [{ CN: ['Somebody'] }],
        issuer: authority.subjectName,
        publicKey: own.publicKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([isServer ? serverAuth : clientAuth]),
          new x509.SubjectAlternativeNameExtension(
            names.map((each) => (typeof each === 'string' ? { type: 'email', value: each } : each)),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      return {
        cert: pem('CERTIFICATE', certificate.rawData),
        key: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', own.privateKey)),
        serialNumber: certificate.serialNumber,
      };
    },

    async revoke(serialNumbers, isOutdated = false) {
      const list = await x509.X509CrlGenerator.create({
        ...signing,
        issuer: authority.subjectName,
        thisUpdate: times.notBefore,
        nextUpdate: new Date(Date.now() + (isOutdated ? -DAY_MS : DAY_MS)),
        entries: serialNumbers.map((serialNumber) => ({ serialNumber, revocationDate: times.notBefore })),
        extensions: [await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey)],
      });
      return pem('X509 CRL', list.rawData);
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function newSerialNumber(): string {
  const bytes = randomBytes(8);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
