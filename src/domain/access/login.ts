/** A login is a User ID, or any address that leads to the account itself. REQUIREMENTS MI2 */
import { isFailure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { User } from '../ports/directory.ts';
import type { Reader } from '../ports/reader.ts';

/** More than any login has: what is longer is not looked up. */
const MAX_LOGIN_LENGTH = 320;

/**
 * The same for every way of writing a login in which `findUserByLogin` finds the same user: what counts its failures,
 * and what is made up for one that does not exist, must not tell them apart.
 */
export function foldLogin(login: string): string {
  return foldName(login.trim()).slice(0, MAX_LOGIN_LENGTH);
}

export async function findUserByLogin(reader: Reader, login: string): Promise<User | null> {
  const name = login.trim();
  if (name === '' || name.length > MAX_LOGIN_LENGTH) return null;
  const user = await reader.directory.findUser(name);
  if (user !== null || !name.includes('@')) return user;
  const address = parseLogin(name);
  if (address === null) return null;
  const target = await reader.directory.resolve(foldName(address.localPart), address.domain);
  return target?.kind === 'user' ? reader.directory.user(target.account) : null;
}

/** Null for what is no address. */
export function parseLogin(text: string): MailAddress | null {
  try {
    return parseMailAddress(text);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
