/** What a SASL mechanism is to the exchange that runs it. RFC 4422 */
import type { Authenticator, LoginAttempt, Principal } from '../../domain/access/principal.ts';
import type { TlsState } from '../net/connection.ts';

/** What an exchange needs of it. */
export type SaslAuthenticator = Pick<
  Authenticator,
  'verifyPassword' | 'verifyToken' | 'verifyCertificate' | 'beginScram' | 'offersScram' | 'authorise'
>;

/** What a mechanism may do while it runs. */
export interface MechanismContext {
  readonly authenticator: SaslAuthenticator;
  readonly tls: TlsState | null;
  /** Mechanisms with channel binding are among those that this client was offered. */
  readonly offersChannelBinding: boolean;
  /** For the record and the limits on guessing. */
  attempt(login: string): LoginAttempt;
  /** What the client says first: its initial response, or its answer to an empty challenge. */
  first(): Promise<Buffer>;
  /** What the client sent along with the command; null when it waits for a challenge. */
  takeInitialResponse(): Buffer | null;
  /** Sends a challenge, and returns the answer. Throws what makes the exchange fail. */
  ask(challenge: string): Promise<Buffer>;
}

export interface MechanismOutcome {
  readonly principal: Principal;
  /** What the server still has to say: along with its success, or as one more challenge. RFC 4422 section 3.6 */
  readonly finalData: string | null;
}

export interface Mechanism {
  readonly name: string;
  run(context: MechanismContext): Promise<MechanismOutcome>;
}
