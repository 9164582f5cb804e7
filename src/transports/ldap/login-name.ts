/** The names by which people sign in: User ID, address, or the name of their entry. REQUIREMENTS DI6 */
import { isFailure } from '../../base/failure.ts';
import type { Authenticator } from '../../domain/access/principal.ts';
import type { DirectoryReader } from '../../domain/ports/reader.ts';
import { type DistinguishedName, parseName } from '../../wire/ldap/distinguished-name.ts';
import { findPlace } from './entries/place.ts';

/** The login that a name stands for; what is no name of a user's entry stays as it is. */
export async function loginOf(directory: DirectoryReader, name: string): Promise<string> {
  const parsed = tryParse(name);
  const place = parsed === null ? null : (await findPlace(directory, parsed)).place;
  return place?.kind === 'user' ? place.user.userId : name;
}

/**
 * The same for signing in: also the name of a person who is not there stands for a login, so that it takes the same time,
 * and counts together with that, as the name of one who is.
 */
export async function signInNameOf(directory: DirectoryReader, name: string): Promise<string> {
  const parsed = tryParse(name);
  const { place, vacantMail } = parsed === null ? { place: null } : await findPlace(directory, parsed);
  return place?.kind === 'user' ? place.user.userId : (vacantMail ?? name);
}

/** Authorisation identities of LDAP are `u:` with a login or `dn:` with a name: RFC 4513 section 5.2.1.8. */
export function withLdapIdentities(authenticator: Authenticator, directory: () => DirectoryReader): Authenticator {
  return {
    ...authenticator,
    async verifyToken(attempt, token) {
      const login = await plainIdentity(directory(), attempt.login, signInNameOf);
      return authenticator.verifyToken({ ...attempt, login }, token);
    },
    async authorise(principal, identity) {
      return authenticator.authorise(principal, await plainIdentity(directory(), identity, loginOf));
    },
  };
}

async function plainIdentity(directory: DirectoryReader, identity: string, resolve: typeof loginOf): Promise<string> {
  if (identity.startsWith('u:')) return identity.slice(2);
  return identity.startsWith('dn:') ? resolve(directory, identity.slice(3)) : identity;
}

function tryParse(name: string): DistinguishedName | null {
  try {
    return parseName(name);
  } catch (error) {
    if (isFailure(error)) return null;
    throw error;
  }
}
