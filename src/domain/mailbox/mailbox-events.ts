/** Tells who is interested what happens to the mailboxes of an account. */
import type { Change, ChangeBatch } from '../ports/changes.ts';
import type { AccountId } from '../ports/ids.ts';
import type { MailboxEvent } from './account-mailboxes.ts';

export class MailboxEvents {
  readonly #isEnabled: (account: AccountId) => Promise<boolean>;
  readonly #watchers = new Map<AccountId, Set<(event: MailboxEvent) => void>>();

  /** @param isEnabled whether a user may sign in now; false where there is none */
  constructor(isEnabled: (account: AccountId) => Promise<boolean>) {
    this.#isEnabled = isEnabled;
  }

  watch(account: AccountId, listener: (event: MailboxEvent) => void): () => void {
    // One function may watch twice: each is its own.
    const own = (event: MailboxEvent) => listener(event);
    let watchers = this.#watchers.get(account);
    if (watchers === undefined) this.#watchers.set(account, (watchers = new Set()));
    watchers.add(own);
    return () => {
      watchers.delete(own);
      if (watchers.size === 0 && this.#watchers.get(account) === watchers) this.#watchers.delete(account);
    };
  }

  /** For the change feed. */
  follow(batch: ChangeBatch): void {
    if (this.#watchers.size === 0) return;
    for (const change of batch.changes) {
      if (!('account' in change)) continue;
      if (!this.#watchers.has(change.account)) continue;
      const event = toEvent(change);
      if (event !== null) this.#tell(change.account, event);
      else if (change.kind === 'user-changed') void this.#tellIfDisabled(change.account);
    }
  }

  #tell(account: AccountId, event: MailboxEvent): void {
    for (const watcher of this.#watchers.get(account) ?? []) watcher(event);
  }

  async #tellIfDisabled(account: AccountId): Promise<void> {
    if (!(await this.#isEnabled(account))) this.#tell(account, { kind: 'user-disabled' });
  }
}

function toEvent(change: Change): MailboxEvent | null {
  switch (change.kind) {
    case 'mailbox-created':
      return { kind: 'created', mailbox: change.mailbox, path: change.path };
    case 'mailbox-renamed':
      return { kind: 'renamed', mailbox: change.mailbox, oldPath: change.oldPath, path: change.path };
    case 'mailbox-deleted':
      return { kind: 'deleted', mailbox: change.mailbox, path: change.path };
    case 'mailbox-changed':
      return { kind: 'changed', mailbox: change.mailbox };
    case 'user-deleted':
      return { kind: 'user-deleted' };
    default:
      return null;
  }
}
