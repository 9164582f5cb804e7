/** What there is to tell of a certificate in use. */
import { isIssuedBy } from './check-certificate.ts';
import { readCertificates } from './read-pem.ts';
import { keyTypeText } from './read-private-key.ts';

/**
 * `public`: leads to an authority that programs trust by themselves. `private`: to one that they do not know.
 * `incomplete`: a certificate on the way is missing, and many programs will refuse it.
 */
export type ChainState = 'public' | 'private' | 'incomplete';

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  /** Host names and IP addresses. */
  readonly names: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SHA-256, upper-case hexadecimal pairs joined by colons. */
  readonly fingerprint: string;
  /** `ECDSA P-256` */
  readonly keyType: string;
  readonly chainState: ChainState;
  /** Whether it is good for this name, also by a wildcard. */
  covers(name: string): boolean;
}

/** Whether one of the authorities that programs trust by themselves has issued this certificate (PEM). */
export type IsFromKnownAuthority = (certificate: string) => boolean;

/** @param chain PEM, in order. Throws Failure `invalid` for what is no chain. */
export function describeCertificate(chain: string, isFromKnown: IsFromKnownAuthority): CertificateDescription {
  const certificates = readCertificates(chain);
  const [certificate] = certificates;
  const last = certificates.at(-1);
  if (certificate === undefined || last === undefined) throw new Error('a chain without certificates');
  const isSelfSigned = isIssuedBy(last, last);
  return {
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    names: namesOf(certificate.subjectAltName ?? ''),
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
    fingerprint: certificate.fingerprint256,
    keyType: keyTypeText(certificate.publicKey),
    chainState: isFromKnown(last.toString()) ? 'public' : isSelfSigned ? 'private' : 'incomplete',
    covers: (name) => certificate.checkHost(name, { subject: 'never' }) !== undefined,
  };
}

/** Empty where there is neither a common name nor anything else. */
function commonName(distinguishedName: string | undefined): string {
  const text = distinguishedName ?? '';
  return /^CN=(.*)$/m.exec(text)?.[1] ?? text.replaceAll('\n', ', ');
}

/** Node writes `DNS:a.example, IP Address:192.0.2.1`, and texts with special characters as JSON. */
function namesOf(subjectAltName: string): string[] {
  return [...subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):([^",]+)/g)].map(([, name = '']) => name);
}
