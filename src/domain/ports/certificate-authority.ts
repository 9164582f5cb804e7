/**
 * A certificate authority that is spoken to by ACME: gateways/acme implements it. RFC 8555
 *
 * Each call rejects with Failure `unavailable`; its detail is an `AuthorityProblem`. It rejects with the reason of the
 * signal when that is aborted.
 */

/** What is wrong, beside the failure's own message. */
export interface AuthorityProblem {
  /**
   * `acme-unreachable`: no answer, or none that TLS vouches for. `acme-refused`: it says no. `acme-answer`: what it
   * says makes no sense.
   */
  readonly reason: 'acme-unreachable' | 'acme-refused' | 'acme-answer';
  /** Its own words, safe to show; empty where it has none. */
  readonly said: string;
  /** The last part of the type of a problem document: `rateLimited`. RFC 8555 section 6.7 */
  readonly type: string | null;
  /** When it wants to be asked again at the earliest, milliseconds from now. */
  readonly retryAfterMs: number | null;
  /** Its words about single names. RFC 8555 section 6.7.1 */
  readonly names: readonly NameProblem[];
}

export interface NameProblem {
  readonly name: string;
  readonly said: string;
}

/** What an authority says of itself. RFC 8555 section 7.1.1 */
export interface AuthorityTerms {
  /** Where its terms of service can be read; null where it has none. */
  readonly termsOfService: string | null;
  readonly website: string | null;
  /** Only who has an account elsewhere with it gets one here. */
  readonly needsExternalAccount: boolean;
}

export interface AcmeAccount {
  readonly url: string;
  /** PEM, ECDSA P-256. */
  readonly privateKey: string;
}

export interface NewAcmeAccount {
  /** PEM, ECDSA P-256. */
  readonly privateKey: string;
  /** Mail address for warnings of the authority; null for none. */
  readonly contact: string | null;
  /** RFC 8555 section 7.3.4; the key is base64url, as authorities give it. */
  readonly externalAccount: { readonly keyId: string; readonly macKey: string } | null;
}

/** RFC 8555 section 7.1.3 */
export interface AcmeOrder {
  readonly url: string;
  readonly status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate: string | null;
  readonly problem: string | null;
  readonly retryAfterMs: number | null;
}

/** RFC 8555 section 7.1.4 */
export interface AcmeAuthorization {
  readonly name: string;
  readonly status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  /** The HTTP challenge; null where the authority does not offer it. RFC 8555 section 8.3 */
  readonly challenge: {
    readonly url: string;
    readonly token: string;
    /** What is to be answered for the token. RFC 8555 section 8.1 */
    readonly keyAuthorization: string;
    readonly isPending: boolean;
  } | null;
  /** Why the authority did not find what it looked for. */
  readonly problem: string | null;
  readonly retryAfterMs: number | null;
}

export interface CertificateAuthority {
  terms(signal: AbortSignal): Promise<AuthorityTerms>;
  /** The address of a new account, or of the one that the key has already. Agrees to the terms of service. */
  register(account: NewAcmeAccount, signal: AbortSignal): Promise<string>;
  order(account: AcmeAccount, names: readonly string[], signal: AbortSignal): Promise<AcmeOrder>;
  showOrder(account: AcmeAccount, url: string, signal: AbortSignal): Promise<AcmeOrder>;
  authorization(account: AcmeAccount, url: string, signal: AbortSignal): Promise<AcmeAuthorization>;
  /** The answer can be fetched now. */
  respond(account: AcmeAccount, challengeUrl: string, signal: AbortSignal): Promise<void>;
  /** @param privateKey of the certificate, PEM, ECDSA P-256: it signs the request and stays here. */
  finalize(
    account: AcmeAccount,
    order: AcmeOrder,
    request: { readonly names: readonly string[]; readonly privateKey: string },
    signal: AbortSignal,
  ): Promise<AcmeOrder>;
  /** The chain, PEM, the certificate first. */
  download(account: AcmeAccount, url: string, signal: AbortSignal): Promise<string>;
}

/** @param authorities PEM of those who may vouch for the authority's own web server; empty for the usual ones. */
export type OpenCertificateAuthority = (directoryUrl: string, authorities: readonly string[]) => CertificateAuthority;

/** Whether what is asked of a name over HTTP comes to this server. */
export type Reach =
  | { readonly kind: 'reached' }
  /** DNS has no address for the name, or does not answer. */
  | { readonly kind: 'no-address' }
  /** Nobody answers; `addresses` were tried. From behind some routers one cannot see oneself from outside. */
  | { readonly kind: 'unreachable'; readonly addresses: readonly string[] }
  /** Somebody else answers, or the way leads elsewhere. */
  | { readonly kind: 'elsewhere'; readonly addresses: readonly string[] };

/** @param expected what must come back for the token. Never rejects but with the reason of the signal. */
export type TryReach = (name: string, token: string, expected: string, signal: AbortSignal) => Promise<Reach>;
