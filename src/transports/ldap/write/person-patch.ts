/** From changes of attributes to what the directory is told of a person. */

import { checkAddress } from '../../../domain/directory/names.ts';
import type { UserPatch } from '../../../domain/directory/user-requests.ts';
import type { Forwarding, Role, User } from '../../../domain/ports/directory.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import type { PersonChange, PersonFacts } from '../entries/person-attributes.ts';
import { Refusal } from './refusal.ts';

const ROLES_OF_DOMAINS: ReadonlySet<Role> = new Set(['domain-administrator', 'help-desk']);

function mergeChanges(changes: readonly PersonChange[]): PersonChange {
  return changes.reduce((all, change) => ({ ...all, ...change, ...withProfile(all, change) }), {});
}

export function patchOfPerson(user: Pick<User, 'forwarding'>, changes: readonly PersonChange[]): UserPatch {
  const { forwardTo, forwardKeepsCopy, ...patch } = mergeChanges(changes);
  if (forwardTo === undefined && forwardKeepsCopy === undefined) return patch;
  const { forwarding } = user;
  const addresses = forwardTo ?? forwarding?.addresses ?? [];
  const keepsCopy = forwardKeepsCopy ?? forwarding?.keepsCopy ?? false;
  const next: Forwarding | null = addresses.length === 0 ? null : { addresses, keepsCopy };
  return { ...patch, forwarding: next };
}

/**
 * The person as he would be, before the directory has looked at it. Throws Refusal for an address in another domain than
 * that of the entry: its name would be another; and Failure `invalid`.
 */
export async function draftPerson(
  directory: Pick<DirectoryReader, 'findDomain'>,
  user: PersonFacts,
  { mail, profile, roleDomains, privileges: _notHere, ...patch }: UserPatch,
): Promise<PersonFacts> {
  const names = ROLES_OF_DOMAINS.has(patch.role ?? user.role) ? (roleDomains ?? user.roleDomainNames ?? []) : [];
  const draft = { ...user, ...patch, profile: { ...user.profile, ...profile }, roleDomainNames: names };
  if (mail === undefined) return draft;
  const address = checkAddress(mail, 'mail');
  if ((await directory.findDomain(address.domain))?.id === user.domain) {
    return { ...draft, localPart: address.localPart };
  }
  throw new Refusal('constraintViolation', `mail: not in ${user.domainName}, where the entry is`);
}

function withProfile(all: PersonChange, change: PersonChange): Pick<PersonChange, 'profile'> {
  if (all.profile === undefined && change.profile === undefined) return {};
  return { profile: { ...all.profile, ...change.profile } };
}
