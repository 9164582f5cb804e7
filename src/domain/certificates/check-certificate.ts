/** A certificate that somebody gives: whether it can be used here, and its chain put in order. P10 */
import type { X509Certificate } from 'node:crypto';
import { badCertificate, readCertificates } from './read-pem.ts';
import { readPrivateKey } from './read-private-key.ts';

export interface GivenCertificate {
  /** PEM: the certificate and what leads to its authority, in any order. The key may be among it. */
  readonly chain: string;
  /** PEM; null where it is in `chain`. */
  readonly privateKey: string | null;
  readonly passphrase: string | null;
}

/** As TLS takes it. */
export interface UsableCertificate {
  /** PEM: the certificate, then each time the one that vouches for it. */
  readonly chain: string;
  /** PEM, PKCS #8, not protected. */
  readonly privateKey: string;
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_PURPOSE = '2.5.29.37.0';
/** Clocks differ. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Throws Failure `invalid`; `detail.reason` is a `CertificateFault`. */
export function checkCertificate(given: GivenCertificate, nowMs: number): UsableCertificate {
  const certificates = readCertificates(given.chain);
  const key = readPrivateKey(given.privateKey ?? given.chain, given.passphrase);
  const certificate = certificates.find((each) => each.checkPrivateKey(key));
  if (certificate === undefined)
    throw badCertificate('certificate-other-key', 'the private key is of another certificate');
  mustBeGood(certificate, nowMs);
  return {
    chain: inOrder(certificate, certificates)
      .map((each) => each.toString())
      .join(''),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function mustBeGood(certificate: X509Certificate, nowMs: number): void {
  const { validFromDate, validToDate, keyUsage: purposes, subjectAltName } = certificate;
  if (validToDate.getTime() <= nowMs) {
    throw badCertificate('certificate-expired', 'the certificate has expired', { date: dateOf(validToDate) });
  }
  if (validFromDate.getTime() > nowMs + CLOCK_SKEW_MS) {
    const date = dateOf(validFromDate);
    throw badCertificate('certificate-not-yet', 'the certificate is not valid yet', { date });
  }
  // Node's name for the extended key usage. RFC 5280
  const isForServers = purposes === undefined || purposes.includes(SERVER_AUTH) || purposes.includes(ANY_PURPOSE);
  if (!isForServers) throw badCertificate('certificate-not-for-servers', 'the certificate is not for servers');
  // Without it programs of today take the certificate for no name at all.
  if (subjectAltName === undefined) throw badCertificate('certificate-without-names', 'the certificate has no names');
}

/** What does not belong to the chain is left out. */
function inOrder(certificate: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [certificate];
  for (;;) {
    const last = chain.at(-1) as X509Certificate;
    const next = all.find((each) => !chain.includes(each) && isIssuedBy(last, each));
    if (next === undefined || isIssuedBy(last, last)) return chain;
    chain.push(next);
  }
}

export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
