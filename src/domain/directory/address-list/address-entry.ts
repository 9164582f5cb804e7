/** By which texts people, aliases and groups are found, and who is in the address list. CA5, PM3 */
import { foldPhone } from '../../../base/fold-phone.ts';
import { foldText } from '../../../base/text.ts';
import { isActive } from '../../access/is-active.ts';
import type { Alias, Group, User } from '../../ports/directory.ts';
import type { DomainId } from '../../ports/ids.ts';
import { aliasMail } from '../alias-members.ts';
import { mailOf } from '../mail-of.ts';

export interface AddressEntry {
  readonly domain: DomainId;
  /** False for whom only those find who manage the domain: not listed, switched off; a pattern, which nobody writes to. */
  readonly isListed: boolean;
  /** Folded, with SEPARATOR between what does not belong together. */
  readonly text: string;
}

/** In no text that anybody looks for: it is a control, and those are in no name. */
const SEPARATOR = '\n';

/** Null for who is archived. */
export function entryOfUser(user: User): AddressEntry | null {
  if (user.archivedAtMs !== null) return null;
  const { domain, userId, profile } = user;
  const { firstName, lastName, title, office, workPhone, mobilePhone, homePhone, pager } = profile;
  const phones = [workPhone, mobilePhone, homePhone, pager].map(foldPhone);
  return {
    domain,
    isListed: user.isListed && isActive(user),
    text: textOf(`${firstName} ${lastName}`.trim(), userId, mailOf(user), title, office, ...phones),
  };
}

export function entryOfAlias(alias: Alias): AddressEntry {
  const { domain, localPart, description } = alias;
  return {
    domain,
    isListed: !localPart.includes('*'),
    text: textOf(aliasMail(alias), description),
  };
}

/** Groups are for those who manage the domain. */
export function entryOfGroup({ domain, name, description }: Group): AddressEntry {
  return { domain, isListed: false, text: textOf(name, description) };
}

function textOf(...texts: readonly string[]): string {
  return foldText(texts.filter((text) => text !== '').join(SEPARATOR));
}
