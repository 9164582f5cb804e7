/**
 * Whose login it is, for what must not tell who exists: the salt of SCRAM, and the counts of failures.
 *
 * An account has one salt and one count, whichever of its logins is used. What does not exist must look the same, or a
 * comparison of two logins tells who exists: so `name`, and `name` at any domain of this house, are one login, and where
 * one of them leads to an account all the others are taken for it.
 */
import { foldName } from '../../base/name.ts';
import type { Domain, User } from '../ports/directory.ts';
import type { Reader } from '../ports/reader.ts';
import { findUserByLogin, foldLogin, parseLogin } from './login.ts';

/** Domains in which a name is looked for; every one costs a look-up. */
const MAX_DOMAINS = 50;

export interface LoginIdentity {
  /** Who signs in with it; null for nobody. */
  readonly user: User | null;
  /** For whom it is taken; null where it leads to nobody, however it is written. */
  readonly owner: User | null;
  /** The same for all logins of one owner, and for all ways of writing one that leads to nobody. */
  readonly name: string;
}

export async function identifyLogin(reader: Reader, login: string): Promise<LoginIdentity> {
  const user = await findUserByLogin(reader, login);
  // Looked for in any case: it takes time.
  const standIn = await findStandIn(reader, login);
  const owner = user ?? standIn.user;
  return { user, owner, name: owner === null ? standIn.name : foldLogin(owner.userId) };
}

async function findStandIn({ directory }: Reader, login: string): Promise<Pick<LoginIdentity, 'user' | 'name'>> {
  const name = foldLogin(login);
  const domains = await directory.listDomains();
  const address = name.includes('@') ? parseLogin(name) : null;
  if (address === null ? name.includes('@') : !domains.some((domain) => isNamed(domain, address.domain))) {
    return { name, user: null };
  }
  const localPart = address === null ? name : foldName(address.localPart);
  const user = await directory.findUser(localPart);
  // All of them, whoever was found: as many look-ups for each login.
  const asked = domains.slice(0, MAX_DOMAINS);
  const targets = await Promise.all(asked.map((domain) => directory.resolve(localPart, domain.name)));
  const target = targets.find((found) => found?.kind === 'user');
  const namesake = target?.kind === 'user' ? await directory.user(target.account) : null;
  return { name: localPart, user: user ?? namesake };
}

function isNamed({ name, synonyms }: Domain, text: string): boolean {
  return name === text || synonyms.includes(text);
}
