/** Signatures on what leaves: DKIM for our users' mail, ARC for what they have forwarded. REQUIREMENTS MO4 */
import type { AuthenticationOutcome } from './authentication.ts';

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
    outcome: AuthenticationOutcome,
    signal: AbortSignal,
  ): Promise<string>;
}
