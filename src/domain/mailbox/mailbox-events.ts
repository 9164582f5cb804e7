/** Tells who is interested what happens to the mailboxes of an account. */
import type { Change, ChangeBatch } from '../ports/changes.ts';
import type { AccountId, CredentialId, SessionId } from '../ports/ids.ts';
import type { MailboxEvent } from './account-mailboxes.ts';

/** What an event is checked against. Neither fails. */
export interface AccessChecks {
  /** Whether a user may sign in now; false where there is none. */
  isActive(account: AccountId): Promise<boolean>;
  /** Whether what a connection signed in with would still do. */
  isValid(account: AccountId, proof: SignInProof & { readonly credential: CredentialId }): Promise<boolean>;
}

/** What a watching connection signed in with; null where that is not known, or does not matter. */
export interface SignInProof {
  readonly credential: CredentialId | null;
  readonly session: SessionId | null;
}

/** After which a password may be good no longer, or no longer by itself. */
const PROOF_CHANGES: ReadonlySet<Change['kind']> = new Set(['credentials-changed', 'second-factors-changed']);

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

  watch(account: AccountId, proof: SignInProof, listener: (event: MailboxEvent) => void): () => void {
    const own: Watcher = { proof, tell: (event) => listener(event) };
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
      else if (PROOF_CHANGES.has(change.kind)) void this.#tellRevoked(change.account);
      else if (change.kind === 'sessions-ended') this.#tellEnded(change.account, change.sessions);
    }
  }

  #tell(account: AccountId, event: MailboxEvent): void {
    for (const watcher of this.#watchers.get(account) ?? []) watcher.tell(event);
  }

  async #tellIfDisabled(account: AccountId): Promise<void> {
    if (!(await this.#checks.isActive(account))) this.#tell(account, { kind: 'user-disabled' });
  }

  async #tellRevoked(account: AccountId): Promise<void> {
    for (const watcher of [...(this.#watchers.get(account) ?? [])]) {
      const { credential, session } = watcher.proof;
      if (credential === null || (await this.#checks.isValid(account, { credential, session }))) continue;
      // It may have gone by itself meanwhile.
      if (this.#watchers.get(account)?.has(watcher)) watcher.tell({ kind: 'credential-revoked' });
    }
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
