/** The certificate that clients are shown: the composition root implements it over TLS. */
import type { UsableCertificate } from './check-certificate.ts';

/** `files`: the administrator's own, named by the configuration, which then decides alone. */
export type CertificateSource = 'self-made' | 'files' | 'uploaded' | 'acme';

export interface CertificateServing {
  readonly source: CertificateSource;
  /** PEM, in order. */
  readonly chain: string;
  /** Throws Failure `invalid` for what TLS would not take. */
  check(certificate: UsableCertificate): void;
  /**
   * From the next handshake on; sessions that have begun are not touched. Null: the self-made one.
   */
  use(source: 'uploaded' | 'acme', certificate: UsableCertificate): void;
  useSelfMade(): Promise<void>;
}
