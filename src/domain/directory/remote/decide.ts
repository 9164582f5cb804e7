/** What becomes of one person of the remote directory here: decided without changing anything. */
import { isFailure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { MailAddress } from '../../../formats/address/mail-address.ts';
import { isActive } from '../../access/is-active.ts';
import type { Domain, User } from '../../ports/directory.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import { ADMIN_USER_ID } from '../domains.ts';
import { checkAddress, checkProfile, checkUserId } from '../names.ts';
import type { NoPerson, RemotePerson } from './map-entry.ts';

/** Why somebody is not taken, or not changed. */
export type RefusedReason =
  | NoPerson
  | 'bad-user-id'
  | 'bad-mail'
  | 'bad-field'
  /** There is no such domain here. */
  | 'missing-domain'
  | 'user-id-taken'
  | 'mail-taken'
  /** The administrator of this server is nobody else's. DI9 */
  | 'is-admin'
  /** Somebody here has the User ID and the address, and a role: who is linked without being asked must have none. */
  | 'has-role'
  /** Somebody here has the User ID and the address, and is switched off or archived: only who manages him undoes that. */
  | 'is-off-here'
  /** Switched off there, and not known here. */
  | 'is-disabled'
  /** Somebody before it in the remote directory has the same identifier, User ID or address. */
  | 'is-double'
  /** The store did not take it. */
  | 'not-stored';

export interface Place {
  readonly userId: string;
  readonly localPart: string;
  /** Null where it is still to be made. */
  readonly domain: Domain | null;
  readonly domainName: string;
}

export type Decision =
  | { readonly kind: 'add'; readonly place: Place }
  | { readonly kind: 'link' | 'change'; readonly user: User; readonly next: User }
  | { readonly kind: 'same'; readonly user: User }
  | {
      readonly kind: 'refuse';
      readonly reason: RefusedReason;
      /** What is wrong: an address, a User ID, a domain. */
      readonly value: string;
      /** Who stays as he is, but for this: whoever is switched off there is switched off here. */
      readonly user?: User;
      readonly next?: User;
    };

export interface DecideOptions {
  /** Who has a role here may be linked: an administrator sees the difference before. */
  readonly mayLinkRoles: boolean;
  /** Domains that do not exist will be made. */
  readonly createsDomains: boolean;
  /** Seen before in the same comparison; added to. */
  readonly seen: Set<string>;
}

export async function decide(
  person: RemotePerson,
  directory: DirectoryReader,
  options: DecideOptions,
): Promise<Decision> {
  const known = await directory.findUserByRemoteId(person.remoteId);
  const refuse = (reason: RefusedReason, value: string): Decision => ({
    kind: 'refuse',
    reason,
    value,
    ...(known === null || known.isEnabled === person.isEnabled
      ? {}
      : { user: known, next: { ...known, isEnabled: person.isEnabled } }),
  });

  const userId = chooseUserId(person, known);
  if (userId === null) return refuse('bad-user-id', person.userIds[0] ?? '');
  if (foldName(userId) === ADMIN_USER_ID) return refuse('is-admin', userId);
  const found = await chooseMail(person, known, directory);
  if (found === null) return refuse('bad-mail', person.mails[0] ?? '');
  const { address, domain } = found;
  const mail = `${address.localPart}@${address.domain}`;
  if (domain === null && !options.createsDomains) return refuse('missing-domain', address.domain);
  if (!isGoodProfile(person)) return refuse('bad-field', userId);
  const domainName = domain?.name ?? address.domain;
  const marks = [
    `id ${person.remoteId}`,
    `user ${foldName(userId)}`,
    `mail ${foldName(address.localPart)}@${domainName}`,
  ];
  if (marks.some((mark) => options.seen.has(mark))) return refuse('is-double', userId);
  for (const mark of marks) options.seen.add(mark);

  const namesake = await directory.findUser(userId);
  const target = await directory.resolve(foldName(address.localPart), domainName);
  const holder = target?.kind === 'user' ? target.account : null;
  const isFree = (account: User['account'] | undefined) => account === undefined || account === known?.account;
  if (known !== null) {
    if (!isFree(namesake?.account)) return refuse('user-id-taken', userId);
    if (target !== null && holder !== known.account) return refuse('mail-taken', mail);
    if (domain === null) return refuse('missing-domain', address.domain);
    const next = mirrored(known, person, { userId, localPart: address.localPart, domain, domainName });
    return isSame(known, next) ? { kind: 'same', user: known } : { kind: 'change', user: known, next };
  }
  if (namesake !== null) {
    if (namesake.remoteId !== null || holder !== namesake.account) return refuse('user-id-taken', userId);
    if (!isActive(namesake)) return refuse('is-off-here', userId);
    if (namesake.role !== 'user' && !options.mayLinkRoles) return refuse('has-role', userId);
    if (domain === null) return refuse('missing-domain', address.domain);
    const place = { userId, localPart: address.localPart, domain, domainName };
    return { kind: 'link', user: namesake, next: mirrored(namesake, person, place) };
  }
  if (target !== null) return refuse('mail-taken', mail);
  if (!person.isEnabled) return refuse('is-disabled', userId);
  return { kind: 'add', place: { userId, localPart: address.localPart, domain, domainName } };
}

/** The one that the user has already, if it is still among them; else the first that can be one. */
function chooseUserId({ userIds }: RemotePerson, known: User | null): string | null {
  const good = userIds.flatMap((text) => attempt(() => checkUserId(text)) ?? []);
  return good.find((each) => known !== null && foldName(each) === foldName(known.userId)) ?? good[0] ?? null;
}

interface Found {
  readonly address: MailAddress;
  readonly domain: Domain | null;
}

/** The address that the user has already, if it is still among them; else the first in a domain of this server. */
async function chooseMail(
  { mails }: RemotePerson,
  known: User | null,
  directory: DirectoryReader,
): Promise<Found | null> {
  let first: Found | null = null;
  let second: Found | null = null;
  for (const text of mails) {
    const address = attempt(() => checkAddress(text, 'mail'));
    if (address === null) continue;
    const found: Found = { address, domain: await directory.findDomain(address.domain) };
    const isOwn =
      found.domain?.id === known?.domain && foldName(address.localPart) === foldName(known?.localPart ?? '');
    if (isOwn) return found;
    if (found.domain !== null) first ??= found;
    else second ??= found;
  }
  return first ?? second;
}

function isGoodProfile({ profile }: RemotePerson): boolean {
  return attempt(() => checkProfile(profile)) !== null;
}

function mirrored(
  user: User,
  person: RemotePerson,
  { userId, localPart, domain, domainName }: Place & { readonly domain: Domain },
): User {
  return {
    ...user,
    remoteId: person.remoteId,
    userId,
    localPart,
    domain: domain.id,
    domainName,
    isEnabled: person.isEnabled,
    profile: { ...user.profile, ...person.profile },
  };
}

function isSame(user: User, next: User): boolean {
  const { userId, localPart, domain, isEnabled, profile } = next;
  return (
    user.userId === userId &&
    user.localPart === localPart &&
    user.domain === domain &&
    user.isEnabled === isEnabled &&
    Object.entries(profile).every(([field, value]) => user.profile[field as keyof User['profile']] === value)
  );
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
