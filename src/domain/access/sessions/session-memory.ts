/**
 * Sessions that were found valid, so that a browser which asks ten times a second, or a client with ten connections,
 * costs no look-ups. The change feed drops what may be different now, before whoever changed it is answered.
 */
import type { Change, ChangeFeed } from '../../ports/changes.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { Session } from '../../ports/sessions.ts';
import type { Principal } from '../principal.ts';

export interface KnownSession {
  /** Replaced when a use is noted. */
  session: Session;
  readonly principal: Principal;
  /** When the credential that was proved expires; null: never. */
  readonly credentialExpiresAtMs: number | null;
  /** Until when the remote directory's last word on it allows to refresh; null: that is not asked. */
  readonly refreshableUntilMs: number | null;
}

/** About a kilobyte each. */
const MAX_KEPT = 10_000;

export class SessionMemory implements Disposable {
  readonly #known = new Map<string, KnownSession>();
  /** Hashes of secrets. */
  readonly #ofAccount = new Map<AccountId, Set<string>>();
  readonly #endSubscription: () => void;
  #state = 0;

  constructor(feed: Pick<ChangeFeed, 'subscribe'>) {
    this.#endSubscription = feed.subscribe(({ changes }) => {
      for (const change of changes) this.#follow(change);
    });
  }

  /** Rises with everything that is dropped: what was read before is not to be kept. */
  get state(): number {
    return this.#state;
  }

  get(secretHash: string): KnownSession | null {
    return this.#known.get(secretHash) ?? null;
  }

  /** @param state before it was read. */
  add(secretHash: string, known: KnownSession, state: number): void {
    if (state !== this.#state) return;
    if (this.#known.size >= MAX_KEPT) this.#dropAll();
    this.#known.set(secretHash, known);
    const { account } = known.session;
    const hashes = this.#ofAccount.get(account) ?? new Set();
    this.#ofAccount.set(account, hashes.add(secretHash));
  }

  /** All of an account. */
  drop(account: AccountId): void {
    this.#state += 1;
    for (const hash of this.#ofAccount.get(account) ?? []) this.#known.delete(hash);
    this.#ofAccount.delete(account);
  }

  [Symbol.dispose](): void {
    this.#endSubscription();
  }

  #dropAll(): void {
    this.#state += 1;
    this.#known.clear();
    this.#ofAccount.clear();
  }

  #follow(change: Change): void {
    switch (change.kind) {
      case 'sessions-ended':
      case 'credentials-changed':
      case 'user-changed':
      case 'user-deleted':
        return this.drop(change.account);
      case 'domain-changed':
        return this.#dropAll();
      default:
    }
  }
}
