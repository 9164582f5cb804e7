/** What is to be known of a message that is delivered later: one in quarantine, or one that a filter gives back. */
import type { AccountId } from './ids.ts';
import type { VerifyFindings } from './mail-auth.ts';
import type { DeliverBy, NotifyCondition, ReturnPath } from './queue.ts';

/** What a sender asks for on the way. */
export interface TransferWishes {
  /** −9 to 9; null where nothing was asked. RFC 6710 */
  readonly priority: number | null;
  /** RFC 8689 */
  readonly requiresTls: boolean;
  /** RFC 2852 */
  readonly deliverBy: DeliverBy | null;
  /** Milliseconds since the epoch. RFC 4865 */
  readonly notBeforeMs: number | null;
}

/** A recipient that was accepted, with what the sender asked to be told about it: RFC 3461 section 4. */
export interface KeptRecipient {
  /** Canonical. */
  readonly address: string;
  /** Null where nothing was said; an empty list means NEVER. */
  readonly notify: readonly NotifyCondition[] | null;
  /** `addr-type;address`, decoded. */
  readonly originalRecipient: string | null;
  /**
   * The address was another server's when it was accepted, from somebody who may send there. One that was ours is
   * never sent elsewhere, also when its domain is ours no longer.
   */
  readonly isElsewhere: boolean;
}

/** What was found out about the origin of a message. */
export interface FoundOrigin {
  readonly findings: VerifyFindings;
  /** Octets of `Authentication-Results: …` with line ends. RFC 8601 */
  readonly header: string;
}

/** JSON holds all of it. */
export interface KeptEnvelope {
  /** The user who submitted it, or `device`; null where nobody of ours did. */
  readonly submitter: AccountId | 'device' | null;
  readonly returnPath: ReturnPath;
  readonly wishes: TransferWishes;
  /** In the order of the envelope. */
  readonly recipients: readonly KeptRecipient[];
  /** Null where nobody looked. */
  readonly authentication: FoundOrigin | null;
  /** The outbound guard lets it wait. */
  readonly heldBecause: string | null;
}
