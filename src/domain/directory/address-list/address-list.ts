/**
 * The organisation's address list: everybody who is listed and in use, and all aliases, found by any part of name,
 * address, User ID, title, office or telephone number, aliases by their description. Those who manage a domain also find
 * who is not listed, and groups. REQUIREMENTS CA5, PM3, DI6
 *
 * It is kept in memory, built when it is first asked, and follows the change feed: what has changed is only noted, and
 * read again when somebody asks. So an answer is never older than what was acknowledged before the question.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../../base/failure.ts';
import { foldText } from '../../../base/text.ts';
import type { Change } from '../../ports/changes.ts';
import type { Alias } from '../../ports/directory.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import { aliasMail } from '../alias-members.ts';
import { entryOfAlias, entryOfGroup, entryOfUser } from './address-entry.ts';
import type { AddressIndex } from './address-index.ts';
import { MIN_PART_LENGTH } from './bigram-index.ts';
import { FollowedKind } from './followed-kind.ts';

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
  readonly users: AddressBook<AccountId> = { find: (search) => this.#find(this.#users, search) };
  readonly aliases: AddressBook<AliasId> = { find: (search) => this.#find(this.#aliases, search) };
  readonly groups: AddressBook<GroupId> = { find: (search) => this.#find(this.#groups, search) };

  readonly #users = new FollowedKind({
    read: (id: AccountId) => this.#directory.user(id),
    list: (page) => this.#directory.listUsers(null, page),
    keyOf: ({ userId }) => userId,
    idOf: ({ account }) => account,
    entryOf: entryOfUser,
  });
  readonly #aliases = new FollowedKind({
    read: (id: AliasId) => this.#directory.alias(id),
    list: (page) => this.#directory.listAliases(null, page),
    keyOf: aliasMail,
    idOf: ({ id }: Alias) => id,
    entryOf: entryOfAlias,
  });
  readonly #groups = new FollowedKind({
    read: (id: GroupId) => this.#directory.group(id),
    list: (page) => this.#directory.listGroups(null, page),
    keyOf: ({ name, domainName }) => `${name}@${domainName}`,
    idOf: ({ id }) => id,
    entryOf: entryOfGroup,
  });
  readonly #kinds = [this.#users, this.#aliases, this.#groups] as const;
  readonly #store: Pick<Store, 'reader' | 'feed'>;
  readonly #endSubscription: () => void;
  /** Names as the entries have them; null before the list is built. */
  #domains: ReadonlyMap<DomainId, string> | null = null;
  #hasChangedDomains = false;
  #work: Promise<void> | null = null;

  constructor(store: Pick<Store, 'reader' | 'feed'>) {
    this.#store = store;
    this.#endSubscription = store.feed.subscribe(({ changes }) => {
      // Who was never asked has nothing to keep up with.
      if (this.#domains !== null || this.#work !== null) for (const change of changes) this.#note(change);
    });
  }

  [Symbol.dispose](): void {
    this.#endSubscription();
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
      while (!this.#isCurrent) await (this.#work ??= this.#catchUp());
      const limits = { after: from, limit: limit - found.length, maxLooks: MAX_LOOKS };
      const { ids, next } = kind.index.scan(parts, limits, wanted);
      found.push(...ids);
      if (next === null || found.length >= limit) return found;
      from = next;
      await nextTurn();
    }
  }

  get #isCurrent(): boolean {
    return this.#domains !== null && !this.#hasChangedDomains && this.#kinds.every(({ isCurrent }) => isCurrent);
  }

  get #directory(): DirectoryReader {
    return this.#store.reader(this.#store.feed.position).directory;
  }

  #note(change: Change): void {
    switch (change.kind) {
      case 'user-changed':
      case 'user-deleted':
        this.#users.note(change.account);
        break;
      case 'alias-changed':
        this.#aliases.note(change.alias);
        break;
      case 'group-changed':
        this.#groups.note(change.group);
        break;
      case 'domain-changed':
        this.#hasChangedDomains = true;
        break;
      default:
    }
  }

  /** Until nothing more has changed meanwhile. What fails leaves nothing behind: the next one builds anew. */
  async #catchUp(): Promise<void> {
    try {
      while (!this.#isCurrent) {
        if (this.#domains === null || this.#hasChangedDomains) await this.#followDomains();
        else for (const kind of this.#kinds) await kind.catchUp();
      }
    } catch (error) {
      this.#forget();
      throw error;
    } finally {
      this.#work = null;
    }
  }

  /** A domain with another name gives everybody in it another address. */
  async #followDomains(): Promise<void> {
    this.#hasChangedDomains = false;
    const domains = new Map((await this.#directory.listDomains()).map(({ id, name }) => [id, name]));
    if (this.#domains !== null && isSame(domains, this.#domains)) return;
    this.#forget();
    for (const kind of this.#kinds) await kind.build();
    this.#domains = domains;
  }

  #forget(): void {
    for (const kind of this.#kinds) kind.forget();
    this.#domains = null;
  }
}

function isSame(a: ReadonlyMap<DomainId, string>, b: ReadonlyMap<DomainId, string>): boolean {
  return a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
}

function badSearch(problem: 'too-short' | 'too-many', value: string): Failure {
  return new Failure('invalid', `address list: text ${problem}`, { detail: { field: 'texts', problem, value } });
}
