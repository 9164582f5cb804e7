import { Failure, isFailure } from '../../base/failure.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { ownUser } from '../../domain/directory/own/own-user.ts';
import type { CredentialId } from '../../domain/ports/ids.ts';
import type { AdminDependencies } from './handler.ts';

/**
 * Whoever finds a browser that is signed in does not get the account: the password itself has to be given, none that was
 * made for a program. A wrong one counts like a failed sign-in. Returns which credential was proved.
 * Throws like Authenticator.provePassword; a wrong one says so (`detail.reason`), since the session itself is good.
 *
 * @param field what the password is called in the request.
 */
export async function proveOwnPassword(
  by: Caller,
  password: string,
  { store, authenticator }: Pick<AdminDependencies, 'store' | 'authenticator'>,
  field = 'password',
): Promise<CredentialId | null> {
  const { userId } = await ownUser(store, by);
  const { address: peerAddress } = by.actor;
  const isTrustedPeer = by.isFromTrusted ?? false;
  const attempt = { login: userId, peerAddress, isTrustedPeer, service: 'http' } as const;
  const proof = await authenticator.provePassword(attempt, password).catch((error: unknown) => {
    if (!isFailure(error, 'authentication-failed')) throw error;
    throw new Failure('authentication-failed', error.message, { detail: { field, reason: 'wrong-password' } });
  });
  return (await proof.succeed()).credential;
}
