/** Tells who is interested what happens to the mailboxes of an account. */
import type { Change, ChangeBatch } from '../ports/changes.ts';
import type { AccountId, CredentialId, SessionId } from '../ports/ids.ts';
import type { MailboxEvent } from './account-mailboxes.ts';

/** What a sign-in is checked against. None of them fails. */
export interface AccessChecks {
  /** Whether a user may sign in now; false where there is none. */
  isActive(account: AccountId): Promise<boolean>;
  /** Whether what a connection signed in with would still do. */
  isValid(account: AccountId, proof: SignInProof & { readonly credential: CredentialId }): Promise<boolean>;
  /** Whether a session has not been ended. */
  isOpen(account: AccountId, session: SessionId): Promise<boolean>;
}

/** What a watching connection signed in with; null where that is not known, or does not matter. */
export interface SignInProof {
  readonly credential: CredentialId | null;
  readonly session: SessionId | null;
}

/** After which a user may not go on, or a password is good no longer, or no longer by itself. */
const ACCESS_CHANGES: ReadonlySet<Change['kind']> = new Set([
  ...(['user-changed', 'credentials-changed', 'second-factors-changed'] as const),
]);

interface Watcher {
  readonly proof: SignInProof;
  tell(event: MailboxEvent): void;
}

export class MailboxEvents {
  readonly #checks: AccessChecks;
  readonly #watchers = new Map<AccountId, Set<Watcher>>();

  constructor(checks: AccessChecks) {
    this.#checks = checks;
  }

  /**
   * Tells of what happens from now on; and, once it has been looked up, of what had ended the sign-in before: it was judged
   * earlier, and the client decides how much earlier. Returns what ends the telling.
   */
  watch(account: AccountId, proof: SignInProof, listener: (event: MailboxEvent) => void): () => void {
    const own: Watcher = { proof, tell: (event) => listener(event) };
    let watchers = this.#watchers.get(account);
    if (watchers === undefined) this.#watchers.set(account, (watchers = new Set()));
    watchers.add(own);
    void this.#tellIfOver(account, own);
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
      else if (ACCESS_CHANGES.has(change.kind)) this.#tellAllIfOver(change.account);
      else if (change.kind === 'sessions-ended') this.#tellEnded(change.account, change.sessions);
    }
  }

  #tell(account: AccountId, event: MailboxEvent): void {
    for (const watcher of this.#watchers.get(account) ?? []) watcher.tell(event);
  }

  async #tellIfOver(account: AccountId, watcher: Watcher): Promise<void> {
    const event = await this.#endOf(account, watcher.proof);
    // It may have gone by itself meanwhile.
    if (event !== null && this.#isWatching(account, watcher)) watcher.tell(event);
  }

  /** What a sign-in has ended by; null while it goes on. */
  async #endOf(account: AccountId, { credential, session }: SignInProof): Promise<MailboxEvent | null> {
    if (!(await this.#checks.isActive(account))) return { kind: 'user-disabled' };
    const isRevoked = credential !== null && !(await this.#checks.isValid(account, { credential, session }));
    if (isRevoked) return { kind: 'credential-revoked' };
    const isEnded = session !== null && !(await this.#checks.isOpen(account, session));
    return isEnded ? { kind: 'session-ended' } : null;
  }

  #isWatching(account: AccountId, watcher: Watcher): boolean {
    return this.#watchers.get(account)?.has(watcher) ?? false;
  }

  #tellAllIfOver(account: AccountId): void {
    for (const watcher of this.#watchers.get(account) ?? []) void this.#tellIfOver(account, watcher);
  }

  #tellEnded(account: AccountId, sessions: readonly SessionId[]): void {
    for (const watcher of [...(this.#watchers.get(account) ?? [])]) {
      const { session } = watcher.proof;
      if (session !== null && sessions.includes(session)) watcher.tell({ kind: 'session-ended' });
    }
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
