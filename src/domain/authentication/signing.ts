/** Signatures on what leaves: DKIM for our users' mail, ARC for what they have forwarded. REQUIREMENTS MO4 */
import type { ByteString } from '../../formats/mime/byte-string.ts';
import type { FoundOrigin } from '../ports/kept-envelope.ts';

export interface Signing {
  /**
   * DKIM-Signature fields by the active keys of the domain of From when it is ours; '' where there are none.
   * Rejects with Failure `unavailable` when it cannot be done now.
   */
  sign(fromDomain: string, message: () => AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string>;
  /** ARC set for a message that is forwarded by this domain; '' where not possible. */
  seal(
    domain: string,
    message: () => AsyncIterable<Uint8Array>,
    origin: FoundOrigin,
    signal: AbortSignal,
  ): Promise<string>;
}

export interface HeadRenewal {
  /**
   * The head of a message that changes its form on its way out: what `sign` and `seal` have made for it is made anew, by
   * the keys that are active now, and what nobody can sign any more is left out. RFC 6376 section 5.3
   *
   * @param message in its new form, without the head.
   */
  renew(head: ByteString, message: () => AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<ByteString>;
}
