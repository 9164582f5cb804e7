/** Who is in the address list, and by which texts he is found there. CA5, PM3 */
import { foldText } from '../../../base/text.ts';
import { isActive } from '../../access/is-active.ts';
import type { AddressTarget, Alias, User } from '../../ports/directory.ts';
import type { DomainId } from '../../ports/ids.ts';
import { aliasMail } from '../alias-members.ts';
import { mailOf } from '../mail-of.ts';

export interface AddressEntry {
  readonly target: AddressTarget;
  readonly domain: DomainId;
  /** Folded, with SEPARATOR between what does not belong together. */
  readonly text: string;
}

/** In no text that anybody looks for: it is a control, and those are in no name. */
const SEPARATOR = '\n';

/** Null for who is not to be found: not listed, switched off, archived. */
export function entryOfUser(user: User): AddressEntry | null {
  if (!user.isListed || !isActive(user)) return null;
  const { account, domain, userId, profile } = user;
  const name = `${profile.firstName} ${profile.lastName}`.trim();
  return { target: { kind: 'user', account }, domain, text: textOf(name, userId, mailOf(user)) };
}

/** Null for a pattern: nobody writes to that. */
export function entryOfAlias(alias: Alias): AddressEntry | null {
  if (alias.localPart.includes('*')) return null;
  const { id, domain, description } = alias;
  return { target: { kind: 'alias', alias: id }, domain, text: textOf(aliasMail(alias), description) };
}

function textOf(...texts: readonly string[]): string {
  return foldText(texts.filter((text) => text !== '').join(SEPARATOR));
}
