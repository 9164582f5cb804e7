import type { User } from '../../ports/directory.ts';

/** What a guess at somebody's password would begin with: his names, and that of the organisation, which its domain has. */
export function aboutUser({
  userId,
  localPart,
  domainName,
  profile,
}: Pick<User, 'userId' | 'localPart' | 'domainName' | 'profile'>): readonly string[] {
  return [userId, localPart, domainName, profile.firstName, profile.lastName];
}
