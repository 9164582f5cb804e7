/**
 * For whom a login that does not exist is taken when SCRAM keys are made up for it.
 *
 * An account has one salt, whichever of its logins is used. What is made up must look the same, or a comparison of two
 * salts tells who exists: so `name`, and `name` at any domain of this house, are one login, and where one of them leads
 * to an account all the others have its salt.
 */
import { foldName } from '../../base/name.ts';
import type { User } from '../ports/directory.ts';
import type { Reader } from '../ports/reader.ts';
import { foldLogin, parseLogin } from './login.ts';

/** Domains in which a name is looked for; every one costs a look-up. */
const MAX_DOMAINS = 50;

export interface StandIn {
  /** The same for all ways of writing it. */
  readonly name: string;
  /** Who has one of these logins; null where nobody has any. */
  readonly user: User | null;
}

export async function findStandIn({ directory }: Reader, login: string): Promise<StandIn> {
  const name = foldLogin(login);
  const domains = (await directory.listDomains()).map((domain) => domain.name);
  const address = name.includes('@') ? parseLogin(name) : null;
  if (address === null ? name.includes('@') : !domains.includes(address.domain)) return { name, user: null };
  const localPart = address === null ? name : foldName(address.localPart);
  let user = await directory.findUser(localPart);
  for (const domain of domains.slice(0, MAX_DOMAINS)) {
    if (user !== null) break;
    const target = await directory.resolve(localPart, domain);
    if (target?.kind === 'user') user = await directory.user(target.account);
  }
  return { name: localPart, user };
}
