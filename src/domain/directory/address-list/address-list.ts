/**
 * The organisation's address list: everybody who is listed and in use, and all aliases, found by any part of name,
 * address, User ID, title, office or telephone number, aliases by their description. Those who manage a domain also find
 * who is not listed, and groups. REQUIREMENTS CA5, PM3, DI6
 *
 * It is kept in memory, and never older than what was acknowledged before the question (FollowedDirectory).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../../base/failure.ts';
import { foldText } from '../../../base/text.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import { FollowedDirectory } from '../followed/followed-directory.ts';
import { FollowedKind } from '../followed/followed-kind.ts';
import { aliasSource, groupSource, type ReadDirectory, userSource } from '../followed/kind-source.ts';
import { entryOfAlias, entryOfGroup, entryOfUser } from './address-entry.ts';
import { AddressIndex } from './address-index.ts';
import { MIN_PART_LENGTH } from './bigram-index.ts';

export interface AddressSearch<Id> {
  /** All of them must be found, each in one of the texts of an entry, without regard to case; none: everybody. */
  readonly texts: readonly string[];
  readonly limit: number;
  /** Behind this one; absent: from the beginning. */
  readonly after?: Id;
  /** Absent: of all domains. */
  readonly domains?: readonly DomainId[];
  /** Of these domains also those who are not in the list, but not archived: for who manages them. */
  readonly unlistedOf?: readonly DomainId[];
  /** Found although not listed: whoever asks finds himself. */
  readonly also?: Id | null;
}

export interface AddressBook<Id> {
  /**
   * In the order of their ids; fewer than `limit` mean that there are no more. They may have gone by the time that they
   * are read. Throws Failure `invalid` for a text of less than two characters, `unavailable`.
   */
  find(search: AddressSearch<Id>): Promise<readonly Id[]>;
}

export interface AddressList extends Disposable {
  readonly users: AddressBook<AccountId>;
  readonly aliases: AddressBook<AliasId>;
  readonly groups: AddressBook<GroupId>;
}

/** Texts of one search: more are no search of a person. */
const MAX_TEXTS = 50;
/** Texts that are looked at before others may have their turn: about a millisecond. */
const MAX_LOOKS = 10_000;
const NO_DOMAINS: ReadonlySet<DomainId> = new Set();

export function createAddressList(store: Pick<Store, 'reader' | 'feed'>): AddressList {
  return new FollowingList(store);
}

class FollowingList implements AddressList {
  readonly users: AddressBook<AccountId> = { find: (search) => this.#find(this.#kinds.users, search) };
  readonly aliases: AddressBook<AliasId> = { find: (search) => this.#find(this.#kinds.aliases, search) };
  readonly groups: AddressBook<GroupId> = { find: (search) => this.#find(this.#kinds.groups, search) };
  readonly #followed: FollowedDirectory<AddressKinds>;
  readonly #kinds: AddressKinds;

  constructor(store: Pick<Store, 'reader' | 'feed'>) {
    this.#followed = new FollowedDirectory(store, createKinds);
    this.#kinds = this.#followed.kinds;
  }

  [Symbol.dispose](): void {
    this.#followed[Symbol.dispose]();
  }

  async #find<Id extends number>(
    kind: { readonly index: Pick<AddressIndex<Id>, 'scan'> },
    { texts, limit, after, domains, unlistedOf, also = null }: AddressSearch<Id>,
  ): Promise<readonly Id[]> {
    const parts = texts.map(foldText);
    const short = parts.findIndex((part) => part.length < MIN_PART_LENGTH);
    if (short >= 0) throw badSearch('too-short', texts[short] ?? '');
    if (parts.length > MAX_TEXTS) throw badSearch('too-many', '');
    const wanted = {
      domains: domains === undefined ? null : new Set(domains),
      unlistedOf: unlistedOf === undefined ? NO_DOMAINS : new Set(unlistedOf),
      also,
    };
    const found: Id[] = [];
    for (let from: number = after ?? 0; ; ) {
      while (!this.#followed.isCurrent) await this.#followed.catchUp();
      const limits = { after: from, limit: limit - found.length, maxLooks: MAX_LOOKS };
      const { ids, next } = kind.index.scan(parts, limits, wanted);
      found.push(...ids);
      if (next === null || found.length >= limit) return found;
      from = next;
      await nextTurn();
    }
  }
}

type AddressKinds = ReturnType<typeof createKinds>;

function createKinds(directory: ReadDirectory) {
  return {
    users: new FollowedKind(userSource(directory), {
      entryOf: entryOfUser,
      createIndex: () => new AddressIndex<AccountId>(),
    }),
    aliases: new FollowedKind(aliasSource(directory), {
      entryOf: entryOfAlias,
      createIndex: () => new AddressIndex<AliasId>(),
    }),
    groups: new FollowedKind(groupSource(directory), {
      entryOf: entryOfGroup,
      createIndex: () => new AddressIndex<GroupId>(),
    }),
  };
}

function badSearch(problem: 'too-short' | 'too-many', value: string): Failure {
  return new Failure('invalid', `address list: text ${problem}`, { detail: { field: 'texts', problem, value } });
}
