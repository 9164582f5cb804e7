import type { Credential, User } from '../ports/directory.ts';

/**
 * Those of a user's credentials that count, expired or not: of passwords the one that is judged by whoever keeps the user
 * now. The password here counts again when the remote directory is no longer in use.
 */
export function credentialsInUse(
  { remoteId }: Pick<User, 'remoteId'>,
  all: readonly Credential[],
): readonly Credential[] {
  const other = remoteId === null ? 'remote-password' : 'password';
  return all.filter(({ kind }) => kind !== other);
}
