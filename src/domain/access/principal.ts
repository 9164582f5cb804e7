/** Who acts, once that is proven; and what the transports need to have it proven. */

import type { Language, Role } from '../ports/directory.ts';
import type { AccountId, CredentialId, DomainId } from '../ports/ids.ts';
import type { ServiceName } from '../ports/sessions.ts';

/** A signed-in user. */
export interface Principal {
  readonly account: AccountId;
  readonly userId: string;
  readonly role: Role;
  /** Where the role holds, for the two that are of domains. */
  readonly roleDomains: readonly DomainId[];
  /** Of texts, as the user has chosen; without it the server's default. */
  readonly language?: Language | null;
  /** With which credential; null for the local administrator who is known by the socket that he may open. */
  readonly credential: CredentialId | null;
  /** The password is a one-time one and must be changed before anything else where that can be asked for. */
  readonly mustChangePassword: boolean;
}

/** One try to sign in. Used for limits on guessing and for the record. */
export interface LoginAttempt {
  /** As the client gave it: a User ID or any address of the account. */
  readonly login: string;
  /** Normalised IP address; the empty string for a Unix socket. */
  readonly peerAddress: string;
  readonly isTrustedPeer: boolean;
  readonly service: ServiceName;
  /** Id of the connection, as other lines of the log have it. */
  readonly connection?: string;
}

/** SCRAM-SHA-256 keys of a credential. RFC 5802 section 3 */
export interface ScramKeys {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

/** A SCRAM exchange under way. For a login that does not exist the keys are made up, always the same for that login. */
export interface ScramCandidate {
  readonly keys: ScramKeys;
  /** The proof fitted the keys. Returns who it is; throws like `verifyPassword` (made-up keys never succeed). */
  succeed(): Promise<Principal>;
  /** The proof did not fit: counts as a failure, waits, and throws Failure `authentication-failed`. */
  fail(): Promise<never>;
}

export interface Authenticator {
  /**
   * Who signs in with this password. A failure is answered after a delay that grows with the failures of the peer, and
   * takes the same time whether or not the login exists.
   *
   * Throws Failure `authentication-failed` (wrong, unknown, switched off or expired: never told apart),
   * `too-many` (too many failures: refused unheard), `unavailable` (too many verifications wait).
   */
  verifyPassword(attempt: LoginAttempt, password: string): Promise<Principal>;
  /** Begins a SCRAM-SHA-256 exchange. Throws Failure `too-many`, `unavailable` (too many keys are being computed). */
  beginScram(attempt: LoginAttempt): Promise<ScramCandidate>;
  /**
   * SASL's authorisation identity: acting as somebody else. Empty or the principal's own login returns the principal;
   * for anything else throws Failure `no-permission`.
   */
  authorise(principal: Principal, authorisationIdentity: string): Promise<Principal>;
}
