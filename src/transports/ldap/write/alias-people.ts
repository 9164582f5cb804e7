/** Owners and members of an alias: what comes and what goes. Whom a client does not see stays as he is. */

import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import { checkAddress } from '../../../domain/directory/names.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { AliasChange, AliasPeople } from '../entries/alias-attributes.ts';
import type { Entry } from '../entries/entry.ts';
import type { Sight } from '../search/sight.ts';
import { compareLists, memberNamed, userNamed } from './find-people.ts';
import { valuesIn } from './plan-change.ts';
import { Refusal } from './refusal.ts';

type PeoplePatch = Pick<AliasPatch, 'addOwners' | 'removeOwners' | 'addMembers' | 'removeMembers'>;

export function aliasPeopleIn(entry: Entry): AliasPeople {
  return {
    owner: valuesOf(entry, 'owner'),
    member: valuesOf(entry, 'member'),
    memberMail: valuesOf(entry, 'mailroomMemberMail'),
  };
}

/** Throws Refusal for whom there is not, and Failure `invalid` for what is no address. */
export async function peoplePatch(sight: Sight, before: AliasPeople, change: AliasChange): Promise<PeoplePatch> {
  const compare = (attribute: string, old: readonly string[], next: readonly string[] = old) =>
    compareLists(attribute, old, next, sight.breathe);
  const owners = await compare('owner', before.owner, change.owner);
  const members = await compare('member', before.member, change.member);
  const mails = await compare('mailroomMemberMail', before.memberMail, change.memberMail);
  for (const mail of mails.added) await mustBeElsewhere(sight, mail);
  const ownersNamed = (names: readonly string[]) =>
    inTurn(names, async (name) => (await userNamed(sight, 'owner', name)).userId);
  const membersNamed = (names: readonly string[]) => inTurn(names, (name) => memberNamed(sight, name));
  const patch = {
    addOwners: await ownersNamed(owners.added),
    removeOwners: await ownersNamed(owners.removed),
    addMembers: [...(await membersNamed(members.added)), ...mails.added],
    removeMembers: [...(await membersNamed(members.removed)), ...mails.removed],
  };
  return Object.fromEntries(Object.entries(patch).filter(([, names]) => names.length > 0));
}

/** An address here is a member by the name of its entry, and would be read as that. */
async function mustBeElsewhere({ directory }: Sight, mail: string): Promise<void> {
  if ((await directory.findDomain(checkAddress(mail, 'mailroomMemberMail').domain)) === null) return;
  throw new Refusal('constraintViolation', `mailroomMemberMail: ${mail} is here: its entry is given as a member`);
}

function valuesOf(entry: Entry, name: string): readonly string[] {
  const type = DIRECTORY_SCHEMA.attribute(name);
  return type === null ? [] : valuesIn(entry, type);
}

/** One after the other: there may be thousands. */
async function inTurn(names: readonly string[], find: (name: string) => Promise<string>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of names) found.push(await find(name));
  return found;
}
