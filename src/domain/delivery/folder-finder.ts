/** Sub-addresses: which mailbox `user+folder@domain` means. MI6, RFC 5233 section 1 */
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
  /** Folded path to mailbox; kept until one of the account's mailboxes changes. */
  readonly #kept = new Map<AccountId, ReadonlyMap<string, MailboxId>>();
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
    const paths = this.#kept.get(account) ?? (await this.#read(account));
    const path = foldText(detail);
    return paths.get(path) ?? paths.get(path.replaceAll('.', PATH_SEPARATOR)) ?? null;
  }

  async #read(account: AccountId): Promise<ReadonlyMap<string, MailboxId>> {
    const generation = this.#generation;
    const mailboxes = await this.#store.reader().mailboxes.list(account);
    const paths = new Map(mailboxes.filter(isOpen).map((mailbox) => [foldText(mailbox.path), mailbox.id]));
    if (generation === this.#generation) {
      if (this.#kept.size >= MAX_ACCOUNTS) this.#kept.clear();
      this.#kept.set(account, paths);
    }
    return paths;
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

function isOpen(mailbox: Mailbox): boolean {
  return mailbox.path !== INBOX && !mailbox.specialUse.some((use) => CLOSED_USES.has(use));
}
