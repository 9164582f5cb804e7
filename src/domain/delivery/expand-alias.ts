/** Expansion of aliases to the users that they reach, with loops cut. MI5 */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { isFailure } from '../../base/failure.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { AddressTarget, Alias, AliasMember, User } from '../ports/directory.ts';
import type { AccountId, AliasId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import type { RecipientCopy } from './envelope.ts';

/** Aliases and users that one address may lead to. */
export const MAX_EXPANSION = 10_000;
/** Reads between two breaks that let other connections have their turn. */
const READS_PER_TURN = 200;

export interface Expansion {
  /** Each once, however many ways lead there; switched-off ones are among them. */
  readonly users: readonly User[];
  /** Copies for those who are not switched off. */
  readonly copies: readonly RecipientCopy[];
  /** User IDs of those who are, for the trace. */
  readonly passedOver: readonly string[];
  /** An alias leads back to itself. Harmless where users are reached all the same. */
  readonly isLooping: boolean;
  /** There is a member on another server. */
  readonly hasRemote: boolean;
  /** There are more than MAX_EXPANSION; the lists are cut. */
  readonly isTooLarge: boolean;
}

/** What an address means here: null where it is another server's, `unknown` where it is ours and nobody's. */
export type FindMember = (address: MailAddress) => Promise<AddressTarget | 'unknown' | null>;

/** Members that are gone are passed over: what deletes them also takes them out of the aliases. */
export async function expandAlias(directory: DirectoryReader, id: AliasId, find: FindMember): Promise<Expansion> {
  const root = await directory.alias(id);
  const walk = new Walk(directory, find);
  if (root !== null) await walk.visit(root);
  const users = [...walk.users.values()];
  const via = root === null ? '' : `${root.localPart}@${root.domainName}`;
  const copies = users
    .filter((user) => user.isEnabled)
    .map((user) => ({ account: user.account, userId: user.userId, mailbox: null, via }));
  const passedOver = users.filter((user) => !user.isEnabled).map((user) => user.userId);
  return {
    users,
    copies,
    passedOver,
    isLooping: walk.isLooping,
    hasRemote: walk.hasRemote,
    isTooLarge: walk.isTooLarge,
  };
}

/** One alias that is being walked through, and how far. A list of these instead of recursion: nesting has no bound. */
interface Level {
  readonly alias: Alias;
  next: number;
}

class Walk {
  readonly users = new Map<AccountId, User>();
  isLooping = false;
  hasRemote = false;
  isTooLarge = false;
  readonly #directory: DirectoryReader;
  readonly #find: FindMember;
  readonly #path = new Set<AliasId>();
  readonly #seen = new Set<AliasId>();
  #reads = 0;

  constructor(directory: DirectoryReader, find: FindMember) {
    this.#directory = directory;
    this.#find = find;
  }

  async visit(root: Alias): Promise<void> {
    const levels: Level[] = [{ alias: root, next: 0 }];
    this.#path.add(root.id);
    this.#seen.add(root.id);
    for (let level = levels.at(-1); level !== undefined && !this.isTooLarge; level = levels.at(-1)) {
      const member = level.alias.members[level.next++];
      if (member === undefined) {
        this.#path.delete(level.alias.id);
        levels.pop();
        continue;
      }
      const target = await this.#target(member);
      if (target?.kind === 'user') await this.#addUser(target.account);
      else if (target?.kind === 'alias') await this.#descend(target.alias, levels);
    }
  }

  async #target(member: AliasMember): Promise<AddressTarget | null> {
    if (member.kind !== 'remote') return member;
    const address = parseOrNull(member.address);
    const target = address === null ? null : await this.#find(address);
    if (target === null) this.hasRemote = true;
    return target === 'unknown' ? null : target;
  }

  async #addUser(account: AccountId): Promise<void> {
    if (this.users.has(account)) return;
    await this.#count();
    const user = await this.#directory.user(account);
    if (user !== null) this.users.set(account, user);
  }

  async #descend(id: AliasId, levels: Level[]): Promise<void> {
    if (this.#path.has(id)) this.isLooping = true;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    await this.#count();
    const alias = await this.#directory.alias(id);
    if (alias === null) return;
    this.#path.add(id);
    levels.push({ alias, next: 0 });
  }

  async #count(): Promise<void> {
    this.#reads += 1;
    if (this.#reads > MAX_EXPANSION) this.isTooLarge = true;
    if (this.#reads % READS_PER_TURN === 0) await yieldToOthers();
  }
}

function parseOrNull(text: string): MailAddress | null {
  try {
    return parseMailAddress(text);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
