/** Which client the other side of a TLS connection is, as far as its certificate proves it. RFC 5280 */
import type { TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../connection.ts';

/** Each name of a subjectAltName as Node writes it: with a comma or the like in it, or what looks so, it is quoted. */
const ALTERNATIVE_NAME = /([^:,]+):("(?:[^"\\]|\\.)*"|(?!")[^,]*)(?:, |$)/gy;
const PLAIN_MAIL = /^[^\s",\\]+@[^\s",\\]+$/;

/**
 * Null where the client showed none, where nobody asked, and where it does not hold: of an authority that may not vouch
 * for clients, expired, revoked, or for another use than that of a client.
 */
export function verifiedCertificate(socket: TLSSocket): ClientCertificate | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined || certificateProblem(socket) !== null) return null;
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    mailAddresses: mailAddressesIn(certificate.subjectAltName ?? ''),
    notAfterMs: certificate.validToDate.getTime(),
  };
}

/** Those that are written plainly: nobody's address here needs quotes, and what is quoted may be made to look like two. */
export function mailAddressesIn(subjectAltName: string): readonly string[] {
  const addresses: string[] = [];
  for (const [, kind, value = ''] of subjectAltName.matchAll(ALTERNATIVE_NAME)) {
    if (kind === 'email' && PLAIN_MAIL.test(value)) addresses.push(value);
  }
  return addresses;
}

/**
 * Why the certificate that was shown does not hold; null for one that does, and where none was shown.
 *
 * `authorizationError` is only set where a `tls.Server` made the socket; this is what it looks at.
 */
export function certificateProblem(socket: TLSSocket): string | null {
  if (socket.getPeerX509Certificate() === undefined) return null;
  const { ssl } = socket as { readonly ssl?: { verifyError?(): NodeJS.ErrnoException | null } };
  if (typeof ssl?.verifyError !== 'function') return 'NOT_VERIFIED';
  const error = ssl.verifyError();
  return error === null ? null : (error.code ?? error.message);
}
