/** Folders that mail is filed in: what `user+folder@domain` means (MI6, RFC 5233 section 1), and where junk goes. */
import { foldText } from '../../base/text.ts';
import type { ChangeBatch } from '../ports/changes.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import { INBOX, type Mailbox, PATH_SEPARATOR, type SpecialUse } from '../ports/mailboxes.ts';
import type { Store } from '../ports/store.ts';

/** Where nobody files what comes from outside: it would pass for the user's own. */
const CLOSED_USES: ReadonlySet<SpecialUse> = new Set(['Drafts', 'Sent', 'Trash']);
const MAX_ACCOUNTS = 1000;

export class FolderFinder implements Disposable {
  readonly #store: Store;
  readonly #unsubscribe: () => void;
  /** Kept until one of the account's mailboxes changes. */
  readonly #kept = new Map<AccountId, Folders>();
  #generation = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.feed.subscribe((batch) => this.#follow(batch));
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  /**
   * An existing mailbox of that name, compared without case, with `/` between levels or, where there is none such,
   * with `.`; null for INBOX, and for what does not exist: a stranger makes no mailboxes.
   */
  async find(account: AccountId, detail: string): Promise<MailboxId | null> {
    const { byPath } = this.#kept.get(account) ?? (await this.#read(account));
    const path = foldText(detail);
    return byPath.get(path) ?? byPath.get(path.replaceAll('.', PATH_SEPARATOR)) ?? null;
  }

  /** The mailbox with the special use \Junk; null where the account has none: INBOX. RFC 6154 section 2 */
  async findJunk(account: AccountId): Promise<MailboxId | null> {
    return (this.#kept.get(account) ?? (await this.#read(account))).junk;
  }

  /** For the trace: as the user knows it. */
  async nameOf(account: AccountId, mailbox: MailboxId): Promise<string> {
    const { names } = this.#kept.get(account) ?? (await this.#read(account));
    return names.get(mailbox) ?? INBOX;
  }

  async #read(account: AccountId): Promise<Folders> {
    const generation = this.#generation;
    const mailboxes = await this.#store.reader().mailboxes.list(account);
    const folders: Folders = {
      byPath: new Map(mailboxes.filter(isOpen).map((mailbox) => [foldText(mailbox.path), mailbox.id])),
      names: new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox.path])),
      junk: mailboxes.find(({ specialUse }) => specialUse.includes('Junk'))?.id ?? null,
    };
    if (generation === this.#generation) {
      if (this.#kept.size >= MAX_ACCOUNTS) this.#kept.clear();
      this.#kept.set(account, folders);
    }
    return folders;
  }

  #follow(batch: ChangeBatch): void {
    for (const change of batch.changes) {
      switch (change.kind) {
        case 'mailbox-created':
        case 'mailbox-renamed':
        case 'mailbox-deleted':
        case 'mailbox-changed':
        case 'user-deleted':
          this.#generation += 1;
          this.#kept.delete(change.account);
          break;
        default:
      }
    }
  }
}

interface Folders {
  /** By folded path, those that a stranger may name. */
  readonly byPath: ReadonlyMap<string, MailboxId>;
  readonly names: ReadonlyMap<MailboxId, string>;
  readonly junk: MailboxId | null;
}

function isOpen(mailbox: Mailbox): boolean {
  return mailbox.path !== INBOX && !mailbox.specialUse.some((use) => CLOSED_USES.has(use));
}
