/** Which maildrops are open: RFC 1939 section 4 gives each to one session at a time. */
import { Failure } from '../../base/failure.ts';
import type { AccountId } from '../../domain/ports/ids.ts';

export class MaildropLocks {
  readonly #held = new Set<AccountId>();

  /** Disposing the result frees it. Throws Failure `in-use`. */
  acquire(account: AccountId): Disposable {
    if (this.#held.has(account)) throw new Failure('in-use', 'another POP3 session has the maildrop open');
    this.#held.add(account);
    return { [Symbol.dispose]: () => void this.#held.delete(account) };
  }
}
