/** What is found out about the origin of mail from other servers, and what follows from it. REQUIREMENTS MI7 */
import type { DomainPolicy } from '../ports/directory.ts';
import type { FoundOrigin } from '../ports/kept-envelope.ts';
import type { VerifyRequest } from '../ports/mail-auth.ts';

export interface Authentication {
  /**
   * For mail from other servers. Never rejects but with the reason of the signal: what cannot be found out is a
   * temperror.
   */
  check(request: VerifyRequest, signal: AbortSignal): Promise<AuthenticationOutcome>;
}

export interface AuthenticationOutcome extends FoundOrigin {
  /**
   * What the policy of a recipient's domain makes of it. The first verdict is the one that is counted for the report
   * to the sender's domain.
   */
  verdict(policy: DomainPolicy): AuthenticationVerdict;
}

export interface AuthenticationVerdict {
  readonly action: 'deliver' | 'junk' | 'reject';
  /** Of the refusal, which is temporary where it begins with a 4; `2.0.0` otherwise. RFC 7372, RFC 7489 section 10.3 */
  readonly status: string;
  /** Of the refusal, one line in English; empty otherwise. */
  readonly text: string;
  /** For the trace: what decided; empty where nothing did. */
  readonly because: string;
}
