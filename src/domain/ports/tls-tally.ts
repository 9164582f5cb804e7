/**
 * What is counted of TLS with other servers: the row of a tally with topic `tls`, as JSON text. Its subject is the
 * domain of the recipients. RFC 8460 section 4
 */

/** RFC 8460 section 4.2 */
export type TlsPolicyType = 'tlsa' | 'sts' | 'no-policy-found';

/** RFC 8460 section 4.3 */
export type TlsFailureType =
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'validation-failure'
  | 'tlsa-invalid'
  | 'dnssec-invalid'
  | 'dane-required'
  | 'sts-policy-fetch-error'
  | 'sts-policy-invalid'
  | 'sts-webpki-invalid';

export interface TlsTallyRow {
  readonly policy: {
    readonly type: TlsPolicyType;
    /** The lines of the policy, or the TLSA records as text; empty for `no-policy-found`. */
    readonly strings: readonly string[];
    /** Patterns of the hosts that the MTA-STS policy names; the host of the TLSA records. */
    readonly mxHosts: readonly string[];
  };
  readonly result: 'success' | TlsFailureType;
  /** Our address of the connection; empty where there was none. */
  readonly sendingAddress: string;
  readonly receivingHost: string;
  readonly receivingAddress: string;
  /** What went wrong in detail; empty for success. One line. */
  readonly reason: string;
}
