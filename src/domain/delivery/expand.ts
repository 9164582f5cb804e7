/** Where an alias, its owners or a user's forwarding lead. MI5, MI6 */
import { isActive } from '../access/is-active.ts';
import type { Alias, User } from '../ports/directory.ts';
import type { AccountId, AliasId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import { type Departure, type RecipientCopy, SUBMITTED } from './envelope.ts';
import { ExpansionWalk, type FindMember } from './expansion-walk.ts';

export interface Expansion {
  /** Who is reached as a member, each once, however many ways lead there; also who is switched off or archived. */
  readonly users: readonly User[];
  /** Copies for those who are in use, and keep one. */
  readonly copies: readonly RecipientCopy[];
  readonly departures: readonly Departure[];
  /** See AcceptedRecipient. */
  readonly returns: ReadonlyMap<AccountId, RecipientCopy>;
  readonly welcomeSenders: readonly string[];
  /** User IDs of those who are switched off or archived, for the trace. */
  readonly passedOver: readonly string[];
  /** An alias leads back to itself. Harmless where somebody is reached all the same. */
  readonly isLooping: boolean;
  /** There are members who are not users of this server. */
  readonly hasRemote: boolean;
  /** There are more than MAX_EXPANSION; the lists are cut. */
  readonly isTooLarge: boolean;
}

/** Members that are gone are passed over: what deletes them also takes them out of the aliases. */
export async function expandAlias(directory: DirectoryReader, id: AliasId, find: FindMember): Promise<Expansion> {
  const walk = new ExpansionWalk(directory, find);
  const alias = await directory.alias(id);
  if (alias !== null) await walk.fromAlias(alias);
  return walk.finish();
}

/** Those to whom the errors of an alias go. */
export async function expandOwners(directory: DirectoryReader, alias: Alias, find: FindMember): Promise<Expansion> {
  const walk = new ExpansionWalk(directory, find);
  await walk.fromOwners(alias);
  return walk.finish();
}

/** A user who has mail forwarded. */
export async function expandUser(directory: DirectoryReader, user: User, find: FindMember): Promise<Expansion> {
  const walk = new ExpansionWalk(directory, find);
  await walk.fromUser(user);
  return walk.finish();
}

/** A user whose mail stays here. */
export function expansionOf(user: User, copy: RecipientCopy): Expansion {
  return {
    users: [user],
    copies: isActive(user) ? [copy] : [],
    departures: NO_DEPARTURES,
    returns: NO_RETURNS,
    welcomeSenders: user.welcomeSenders,
    passedOver: isActive(user) ? [] : [user.userId],
    isLooping: false,
    hasRemote: false,
    isTooLarge: false,
  };
}

/** An address on another server that is written to by who may. */
export function departureTo(address: string, domain: string): Departure {
  return { address, channel: SMTP, lane: domain, decision: 'remote', route: SUBMITTED };
}

export const NO_DEPARTURES: readonly Departure[] = [];
export const NO_RETURNS: ReadonlyMap<AccountId, RecipientCopy> = new Map();
const SMTP = { kind: 'smtp' } as const;
