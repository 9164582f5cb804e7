/** Whether a certificate is one that a host may have. RFC 7672 section 3, RFC 8461 section 4.2, RFC 6125 section 6 */
import { createHash, type X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { TlsaRecord } from '../../domain/ports/name-service.ts';
import type { TlsFailureType } from '../../domain/ports/tls-tally.ts';

export interface PeerFault {
  readonly type: TlsFailureType;
  readonly reason: string;
}

/**
 * By the authorities that are trusted, for one of the names.
 *
 * @returns null where all is well.
 */
export function verifyByAuthorities(socket: TLSSocket, names: readonly string[]): PeerFault | null {
  // With `checkServerIdentity` switched off this is about the chain alone.
  if (!socket.authorized) {
    // The code of OpenSSL, though the types say otherwise.
    const code: unknown = socket.authorizationError;
    const reason = typeof code === 'string' ? code : 'no certificate';
    return { type: isExpiry(reason) ? 'certificate-expired' : 'certificate-not-trusted', reason };
  }
  return isMadeFor(socket.getPeerX509Certificate(), names) ? null : mismatch(names);
}

/** By TLSA records that can be used: any that matches is enough. RFC 7671 section 5, RFC 7672 section 3.1 */
export function verifyByTlsa(
  socket: TLSSocket,
  records: readonly TlsaRecord[],
  names: readonly string[],
  clock: Clock,
): PeerFault | null {
  const [leaf, ...issuers] = presentedChain(socket);
  if (leaf === undefined) return { type: 'validation-failure', reason: 'no certificate' };
  // DANE-EE: neither names nor dates matter. RFC 7672 section 3.1.1
  if (records.some((record) => record.usage === DANE_EE && matches(record, leaf))) return null;
  const anchors = records.filter((record) => record.usage === DANE_TA);
  let fault: PeerFault = { type: 'validation-failure', reason: 'the certificate matches no TLSA record' };
  const chain = [leaf];
  for (const issuer of [leaf, ...issuers]) {
    if (issuer !== leaf) chain.push(issuer);
    if (!anchors.some((record) => matches(record, issuer))) continue;
    const broken = checkChain(chain, clock.nowMs());
    if (broken !== null) fault = broken;
    else if (!isMadeFor(leaf, names)) fault = mismatch(names);
    else return null;
  }
  return fault;
}

/** Whether a record is one that a mail client can use. RFC 7672 section 3.1.3: usages 0 and 1 are not. */
export function isUsable({ usage, selector, matchingType, data }: TlsaRecord): boolean {
  if ((usage !== DANE_TA && usage !== DANE_EE) || (selector !== 0 && selector !== 1)) return false;
  const digest = DIGESTS[matchingType];
  if (digest === undefined) return matchingType === EXACT && data.length > 0;
  return data.length === digest.bytes;
}

const DANE_TA = 2;
const DANE_EE = 3;
const EXACT = 0;
const DIGESTS: Readonly<Record<number, { readonly name: string; readonly bytes: number }>> = {
  1: { name: 'sha256', bytes: 32 },
  2: { name: 'sha512', bytes: 64 },
};
/** Certificates of a chain that are looked at. */
const MAX_CHAIN = 10;

/** RFC 6698 section 2.1 */
function matches({ selector, matchingType, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const selected = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  const digest = DIGESTS[matchingType];
  return Buffer.from(data).equals(digest === undefined ? selected : createHash(digest.name).update(selected).digest());
}

/** The server's own, then each with its issuer's, as far as the server sent them. */
function presentedChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < MAX_CHAIN && !chain.some((one) => one.raw.equals(next!.raw))) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

/** Each signed by the next, which may sign, and all of them valid now. */
function checkChain(chain: readonly X509Certificate[], nowMs: number): PeerFault | null {
  for (const [index, certificate] of chain.entries()) {
    if (nowMs < certificate.validFromDate.getTime() || nowMs > certificate.validToDate.getTime()) {
      return { type: 'certificate-expired', reason: 'a certificate of the chain is not valid at this time' };
    }
    const issuer = chain[index + 1];
    if (issuer === undefined) break;
    if (!issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) {
      return { type: 'certificate-not-trusted', reason: 'the chain of certificates is broken' };
    }
  }
  return null;
}

/** Only a whole label may be a wildcard. RFC 6125 section 6.4.3 */
function isMadeFor(certificate: X509Certificate | undefined, names: readonly string[]): boolean {
  if (certificate === undefined) return false;
  const isFor = (name: string) =>
    isIP(name) === 0 ? certificate.checkHost(name, { partialWildcards: false }) : certificate.checkIP(name);
  return names.some((name) => isFor(name) !== undefined);
}

function isExpiry(reason: string): boolean {
  return /EXPIRED|NOT_YET_VALID/.test(reason);
}

function mismatch(names: readonly string[]): PeerFault {
  return { type: 'certificate-host-mismatch', reason: `the certificate is not for ${names.join(' or ')}` };
}
