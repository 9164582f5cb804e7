/** Verifying and making signatures: gateways/mail-auth implements it, in worker threads. */

export type AuthResult =
  | 'none'
  | 'neutral'
  | 'pass'
  | 'fail'
  | 'softfail'
  | 'policy'
  | 'temperror'
  | 'permerror'
  | 'skipped';

export interface VerifyRequest {
  readonly clientAddress: string;
  readonly heloName: string;
  /** Null reverse-path: the empty string. */
  readonly sender: string;
  /** Our name, the authserv-id of RFC 8601 section 2.5. */
  readonly hostname: string;
  /** The message as it came, line ends CR LF. */
  readonly message: () => AsyncIterable<Uint8Array>;
}

export interface SpfFinding {
  readonly result: AuthResult;
  /** The domain that was looked at. */
  readonly domain: string;
  readonly identity: 'mailfrom' | 'helo';
  /** The explanation of the domain, or what was wrong. */
  readonly comment: string;
}

export interface DkimFinding {
  readonly result: AuthResult;
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: string;
  readonly comment: string;
}

export interface DmarcFinding {
  readonly result: AuthResult;
  /** Of the From field; empty where there is none that can be read. */
  readonly domain: string;
  /** Where the record was found: the domain or its organisational domain. */
  readonly policyDomain: string;
  readonly policy: 'none' | 'quarantine' | 'reject';
  /** After `pct` and `sp`: what the domain asks to be done with this message. */
  readonly disposition: 'none' | 'quarantine' | 'reject';
  readonly alignment: { readonly spf: 'strict' | 'relaxed'; readonly dkim: 'strict' | 'relaxed' };
  readonly isSpfAligned: boolean;
  readonly isDkimAligned: boolean;
  /** `rua` of the record, mail addresses only. */
  readonly reportTo: readonly string[];
  /** The record as it was found. */
  readonly record: string;
  /** What is wrong with the From field, or why nothing is known. */
  readonly comment?: string;
}

export interface ArcFinding {
  readonly result: AuthResult;
  /** Instances in the chain. */
  readonly instances: number;
  readonly sealDomain: string;
  readonly comment: string;
  /** What the last sealer says that it found of DMARC; absent where it says nothing. */
  readonly sealedDmarc?: AuthResult;
}

export interface VerifyFindings {
  readonly spf: SpfFinding;
  readonly dkim: readonly DkimFinding[];
  readonly dmarc: DmarcFinding;
  readonly arc: ArcFinding;
}

export interface SigningKey {
  /** A-label form. */
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** PKCS #8, PEM. Lives in memory only where it is needed. */
  readonly privateKey: string;
}

export interface SealRequest {
  readonly key: SigningKey;
  /** The value of Authentication-Results that this server found, without the field name. */
  readonly authenticationResults: string;
  /** What was found about the chain so far. */
  readonly chain: ArcFinding;
}

export interface MailAuth extends AsyncDisposable {
  /** Never rejects for what is in the message or in DNS: those are results. Rejects with Failure `unavailable` when the worker broke or the time is over. */
  verify(request: VerifyRequest, signal: AbortSignal): Promise<VerifyFindings>;
  /** DKIM-Signature fields, one for each key, with line ends. Fails with `unavailable`. */
  sign(message: () => AsyncIterable<Uint8Array>, keys: readonly SigningKey[], signal: AbortSignal): Promise<string>;
  /** The three fields of an ARC set, with line ends. Empty where the chain is broken. RFC 8617 section 5.1 */
  seal(message: () => AsyncIterable<Uint8Array>, request: SealRequest, signal: AbortSignal): Promise<string>;
}
