/**
 * The organisation's address list: everybody who is listed and in use, and all aliases, found by any part of name,
 * address or User ID. REQUIREMENTS CA5, PM3, DI6
 *
 * It is kept in memory, built when it is first asked, and follows the change feed: what has changed is only noted, and
 * read again when somebody asks. So an answer is never older than what was acknowledged before the question.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../../base/failure.ts';
import { foldText } from '../../../base/text.ts';
import type { Change } from '../../ports/changes.ts';
import type { AddressTarget } from '../../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import { aliasMail } from '../alias-members.ts';
import { type AddressEntry, entryOfAlias, entryOfUser } from './address-entry.ts';
import { BigramIndex, MIN_PART_LENGTH } from './bigram-index.ts';

export interface AddressSearch {
  /** All of them must be found, each in one of the texts of an entry, without regard to case; none: everybody. */
  readonly texts: readonly string[];
  readonly limit: number;
  /** Absent: of all domains. */
  readonly domains?: readonly DomainId[];
}

export interface AddressList extends Disposable {
  /**
   * In no particular order. Throws Failure `invalid` for a text of less than two characters, `unavailable`.
   * Users and aliases may have gone by the time that they are read.
   */
  find(search: AddressSearch): Promise<readonly AddressTarget[]>;
}

/** Entries that are read between two breaks that let others have their turn. */
const SLICE = 500;
/** Texts of one search: more are no search of a person. */
const MAX_TEXTS = 50;

type Key = `user ${AccountId}` | `alias ${AliasId}`;

export function createAddressList(store: Pick<Store, 'reader' | 'feed'>): AddressList {
  return new FollowingList(store);
}

class FollowingList implements AddressList {
  readonly #store: Pick<Store, 'reader' | 'feed'>;
  readonly #endSubscription: () => void;
  #index = new BigramIndex();
  /** By the number of their text in the index. */
  #entries: (AddressEntry | undefined)[] = [];
  #numbers = new Map<Key, number>();
  /** Names as the entries have them; null before the list is built. */
  #domains: ReadonlyMap<DomainId, string> | null = null;
  #changed = new Map<Key, AddressTarget>();
  #hasChangedDomains = false;
  #work: Promise<void> | null = null;

  constructor(store: Pick<Store, 'reader' | 'feed'>) {
    this.#store = store;
    this.#endSubscription = store.feed.subscribe(({ changes }) => {
      // Who was never asked has nothing to keep up with.
      if (this.#domains !== null || this.#work !== null) for (const change of changes) this.#note(change);
    });
  }

  async find({ texts, limit, domains }: AddressSearch): Promise<readonly AddressTarget[]> {
    const parts = texts.map(foldText);
    const short = parts.findIndex((part) => part.length < MIN_PART_LENGTH);
    if (short >= 0) throw badSearch('too-short', texts[short] ?? '');
    if (parts.length > MAX_TEXTS) throw badSearch('too-many', '');
    while (!this.#isCurrent) await (this.#work ??= this.#catchUp());

    const within = domains === undefined ? null : new Set(domains);
    const found: AddressTarget[] = [];
    for (const number of this.#index.find(parts)) {
      if (found.length >= limit) break;
      const entry = this.#entries[number];
      if (entry !== undefined && (within === null || within.has(entry.domain))) found.push(entry.target);
    }
    return found;
  }

  [Symbol.dispose](): void {
    this.#endSubscription();
  }

  get #isCurrent(): boolean {
    return this.#domains !== null && !this.#hasChangedDomains && this.#changed.size === 0;
  }

  get #directory(): DirectoryReader {
    return this.#store.reader(this.#store.feed.position).directory;
  }

  #note(change: Change): void {
    switch (change.kind) {
      case 'user-changed':
      case 'user-deleted':
        this.#changed.set(`user ${change.account}`, { kind: 'user', account: change.account });
        break;
      case 'alias-changed':
        this.#changed.set(`alias ${change.alias}`, { kind: 'alias', alias: change.alias });
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
        else await this.#readChanged();
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
    await this.#build();
    this.#domains = domains;
  }

  async #build(): Promise<void> {
    await this.#readPages(
      (page) => this.#directory.listUsers(null, page),
      (user) => user.userId,
      (user) => this.#put({ kind: 'user', account: user.account }, entryOfUser(user)),
    );
    await this.#readPages(
      (page) => this.#directory.listAliases(null, page),
      aliasMail,
      (alias) => this.#put({ kind: 'alias', alias: alias.id }, entryOfAlias(alias)),
    );
  }

  async #readPages<T>(
    read: (page: { readonly limit: number; readonly after?: string }) => Promise<readonly T[]>,
    keyOf: (item: T) => string,
    put: (item: T) => void,
  ): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await read({ limit: SLICE, ...(after === undefined ? {} : { after }) });
      for (const item of page) put(item);
      const last = page.at(-1);
      if (page.length < SLICE || last === undefined) return;
      after = keyOf(last);
      await nextTurn();
    }
  }

  async #readChanged(): Promise<void> {
    const targets = [...this.#changed.values()].slice(0, SLICE);
    // Before they are read: what changes meanwhile is noted again.
    for (const target of targets) this.#changed.delete(keyOf(target));
    for (const target of targets) this.#put(target, await this.#read(target));
    await nextTurn();
  }

  async #read(target: AddressTarget): Promise<AddressEntry | null> {
    if (target.kind === 'user') {
      const user = await this.#directory.user(target.account);
      return user === null ? null : entryOfUser(user);
    }
    const alias = await this.#directory.alias(target.alias);
    return alias === null ? null : entryOfAlias(alias);
  }

  #put(target: AddressTarget, entry: AddressEntry | null): void {
    const key = keyOf(target);
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      if (entry !== null && this.#entries[known]?.text === entry.text) {
        this.#entries[known] = entry;
        return;
      }
      this.#index.remove(known);
      this.#entries[known] = undefined;
      this.#numbers.delete(key);
    }
    if (entry === null) return;
    const number = this.#index.add(entry.text);
    this.#entries[number] = entry;
    this.#numbers.set(key, number);
  }

  #forget(): void {
    this.#index = new BigramIndex();
    this.#entries = [];
    this.#numbers = new Map();
    this.#changed = new Map();
    this.#domains = null;
  }
}

function keyOf(target: AddressTarget): Key {
  return target.kind === 'user' ? `user ${target.account}` : `alias ${target.alias}`;
}

function isSame(a: ReadonlyMap<DomainId, string>, b: ReadonlyMap<DomainId, string>): boolean {
  return a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
}

function badSearch(problem: 'too-short' | 'too-many', value: string): Failure {
  return new Failure('invalid', `address list: text ${problem}`, { detail: { field: 'texts', problem, value } });
}
