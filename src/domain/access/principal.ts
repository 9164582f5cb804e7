/** Who acts, once that is proven; and what the transports need to have it proven. */

import type { Language, Role } from '../ports/directory.ts';
import type { AccountId, CredentialId, DomainId, SessionId } from '../ports/ids.ts';
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
  /** With which credential; null for the local administrator who is known by the socket that he may open, and for a certificate. */
  readonly credential: CredentialId | null;
  /** The session whose secret he showed; absent or null for who signed in by himself. */
  readonly session?: SessionId | null;
  /**
   * He showed what is given to programs: an app password, or a token that is not for the administration. It is good for his
   * own mail and account, and not for what his role allows of others'. Absent: no.
   */
  readonly isProgram?: boolean;
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
  /** Of the account's other passwords that are good here: with the same salt, so that the client is shown no other. */
  readonly alternatives?: readonly ScramKeys[];
  /**
   * The proof fitted these keys, without it the first ones. Returns who it is; throws like `verifyPassword` (made-up keys
   * never succeed).
   */
  succeed(fitting?: ScramKeys): Promise<Principal>;
  /** The proof did not fit: counts as a failure, waits, and throws Failure `authentication-failed`. */
  fail(): Promise<never>;
}

/** A password that was right. Where more is asked for, its owner has not signed in yet. */
export interface PasswordProof {
  readonly account: AccountId;
  /**
   * All that is asked for has been proved. Throws Failure `too-many`, and `authentication-failed` where the password is good
   * no longer.
   */
  succeed(): Promise<Principal>;
  /** The rest was wrong: counts like a wrong password, waits, and throws Failure `authentication-failed`. */
  fail(): Promise<never>;
}

export interface Authenticator {
  /**
   * Who signs in with this password, and nothing else: of an account with a second factor only an app password does. A failure is answered after a delay that grows with the failures of the peer, and
   * takes the same time whether or not the login exists.
   *
   * Throws Failure `authentication-failed` (wrong, unknown, switched off or expired: never told apart),
   * `too-many` (too many failures: refused unheard), `unavailable` (too many verifications wait).
   */
  verifyPassword(attempt: LoginAttempt, password: string): Promise<Principal>;
  /**
   * The first step where more can be asked for, and the proof of who is there already: the password of the account, which
   * no app password stands in for. Whether there is a second factor is the caller's to ask. Throws like `verifyPassword`;
   * and Failure `disabled` where the password is right and the account switched off: its owner is told.
   */
  provePassword(attempt: LoginAttempt, password: string): Promise<PasswordProof>;
  /**
   * Whose token this is, where it is good for the attempt's service. The attempt's login may be empty; otherwise it must
   * be one of the owner. A wrong token counts like a wrong password, and is answered as slowly.
   *
   * Throws Failure `authentication-failed` (unknown, expired, ended, for other services, of somebody else: never told
   * apart), `too-many`.
   */
  verifyToken(attempt: LoginAttempt, token: string): Promise<Principal>;
  /**
   * Who signs in with a passkey and nothing else. One that is not good counts like a wrong password, and is answered as
   * slowly; from where too many have failed none is looked at. Throws Failure `authentication-failed`, `too-many`.
   *
   * @param verify whose passkey it is; null for one that is not good.
   */
  verifyPasskey(attempt: LoginAttempt, verify: () => Promise<Principal | null>): Promise<Principal>;
  /**
   * Who has these addresses, which an authority that the administrator trusts vouches for. The certificate stands for all
   * that could be asked for: no second factor, no password that has to be changed.
   *
   * Throws Failure `authentication-failed` (of nobody here, of several, switched off), and `too-many` in its place.
   */
  verifyCertificate(attempt: LoginAttempt, mailAddresses: readonly string[]): Promise<Principal>;
  /**
   * Whether SCRAM is to be announced: not while a remote directory judges passwords, of which this server has no keys.
   * Absent: it is.
   */
  readonly offersScram?: boolean;
  /** Begins a SCRAM-SHA-256 exchange. Throws Failure `too-many`, `unavailable` (too many keys are being computed). */
  beginScram(attempt: LoginAttempt): Promise<ScramCandidate>;
  /**
   * SASL's authorisation identity: acting as somebody else. Empty or the principal's own login returns the principal;
   * for anything else throws Failure `no-permission`.
   */
  authorise(principal: Principal, authorisationIdentity: string): Promise<Principal>;
}

/** Calls back when what was proved does not hold any more; returns what ends that. */
export type WatchPrincipal = (principal: Principal, onOver: () => void) => () => void;
