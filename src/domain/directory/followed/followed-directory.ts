/**
 * What is made of the whole directory and kept in memory: built when it is first asked, following the change feed. What
 * has changed is only noted, and read again when somebody asks. So an answer is never older than what was acknowledged
 * before the question.
 */
import type { Change } from '../../ports/changes.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { ReadDirectory } from './kind-source.ts';

/** Of one kind: as FollowedKind has it. */
interface Followed<Id> {
  readonly isCurrent: boolean;
  note(id: Id): void;
  forget(): void;
  build(): Promise<void>;
  catchUp(): Promise<void>;
}

export interface FollowedKinds {
  readonly users: Followed<AccountId>;
  readonly aliases: Followed<AliasId>;
  readonly groups: Followed<GroupId>;
}

export class FollowedDirectory<Kinds extends FollowedKinds> implements Disposable {
  readonly kinds: Kinds;
  readonly #store: Pick<Store, 'reader' | 'feed'>;
  readonly #endSubscription: () => void;
  /** Names as the entries have them; null before the first build. */
  #domains: ReadonlyMap<DomainId, string> | null = null;
  #hasChangedDomains = false;
  #work: Promise<void> | null = null;

  constructor(store: Pick<Store, 'reader' | 'feed'>, createKinds: (directory: ReadDirectory) => Kinds) {
    this.#store = store;
    this.kinds = createKinds(() => this.#directory);
    this.#endSubscription = store.feed.subscribe(({ changes }) => {
      // Who was never asked has nothing to keep up with.
      if (this.#domains !== null || this.#work !== null) for (const change of changes) this.#note(change);
    });
  }

  [Symbol.dispose](): void {
    this.#endSubscription();
  }

  /** To be asked for again after each wait: `while (!followed.isCurrent) await followed.catchUp()`. */
  get isCurrent(): boolean {
    return this.#domains !== null && !this.#hasChangedDomains && this.#all.every(({ isCurrent }) => isCurrent);
  }

  /** Rejects where the store cannot be read; the next one then builds anew. */
  catchUp(): Promise<void> {
    return (this.#work ??= this.#catchUp());
  }

  get #all(): readonly Followed<never>[] {
    return [this.kinds.users, this.kinds.aliases, this.kinds.groups];
  }

  get #directory(): DirectoryReader {
    return this.#store.reader(this.#store.feed.position).directory;
  }

  #note(change: Change): void {
    switch (change.kind) {
      case 'user-changed':
      case 'user-deleted':
        this.kinds.users.note(change.account);
        break;
      case 'alias-changed':
        this.kinds.aliases.note(change.alias);
        break;
      case 'group-changed':
        this.kinds.groups.note(change.group);
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
      while (!this.isCurrent) {
        if (this.#domains === null || this.#hasChangedDomains) await this.#followDomains();
        else for (const kind of this.#all) await kind.catchUp();
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
    for (const kind of this.#all) await kind.build();
    this.#domains = domains;
  }

  #forget(): void {
    for (const kind of this.#all) kind.forget();
    this.#domains = null;
  }
}

function isSame(a: ReadonlyMap<DomainId, string>, b: ReadonlyMap<DomainId, string>): boolean {
  return a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
}
