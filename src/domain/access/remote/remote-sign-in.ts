/** What signing in asks of a remote directory. DI7 */
import type { GuessingPeer } from '../guess-limits.ts';

/** `away`: it does not answer, so that nobody knows. `crowded`: it was not asked, since too many others are before. */
export type RemoteAnswer = 'right' | 'wrong' | 'away' | 'crowded';

export interface RemoteSignIn {
  /** `none`: there is no remote directory. `away`: whoever asked lately had no answer. */
  readonly state: 'none' | 'answers' | 'away';
  /**
   * Looks for somebody at the remote directory who is not known here yet, so that a new colleague can sign in at once.
   * Never throws for what the remote directory does.
   *
   * @returns whether there is now a user who was not there before.
   */
  findNewcomer(login: string): Promise<boolean>;
  /**
   * Whether the remote directory takes a password.
   *
   * @param remoteId of the user. @param peer who shows it: one address has only so many turns.
   */
  verify(remoteId: string, password: string, peer: GuessingPeer): Promise<RemoteAnswer>;
}

/** Where there is no remote directory. */
export const NO_REMOTE_SIGN_IN: RemoteSignIn = {
  state: 'none',
  findNewcomer: () => Promise.resolve(false),
  verify: () => Promise.resolve('away'),
};
