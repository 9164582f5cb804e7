/** The authorities that programs trust by themselves: those that come with Node, which are Mozilla's. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

let known: Map<string, X509Certificate[]> | null = null;

/** Whether one of them has issued this certificate (PEM), or is it itself. */
export function isFromKnownAuthority(pem: string): boolean {
  const certificate = new X509Certificate(pem);
  const candidates = bySubject().get(certificate.issuer) ?? [];
  return candidates.some((each) => certificate.checkIssued(each) && certificate.verify(each.publicKey));
}

/** Read when it is first asked for: 4 ms. */
function bySubject(): Map<string, X509Certificate[]> {
  if (known !== null) return known;
  known = Map.groupBy(
    rootCertificates.map((pem) => new X509Certificate(pem)),
    ({ subject }) => subject,
  );
  return known;
}
