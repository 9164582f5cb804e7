/** What signing in asks of a remote directory. DI7 */

/** `away`: it does not answer, so that nobody knows. */
export type RemoteAnswer = 'right' | 'wrong' | 'away';

export interface RemoteSignIn {
  /** `none`: there is no remote directory. `away`: the last who asked had no answer. */
  readonly state: 'none' | 'answers' | 'away';
  /**
   * Looks for somebody at the remote directory who is not known here yet, so that a new colleague can sign in at once.
   * Never throws for what the remote directory does.
   *
   * @returns whether there is now a user who was not there before.
   */
  findNewcomer(login: string): Promise<boolean>;
  /**
   * Whether the remote directory takes one of these forms of a password, which are tried in their order.
   *
   * @param remoteId of the user. Throws Failure `unavailable` where too many wait already.
   */
  verify(remoteId: string, passwords: readonly string[]): Promise<RemoteAnswer>;
}

/** Where there is no remote directory. */
export const NO_REMOTE_SIGN_IN: RemoteSignIn = {
  state: 'none',
  findNewcomer: () => Promise.resolve(false),
  verify: () => Promise.resolve('away'),
};
