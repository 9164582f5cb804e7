/**
 * Whose search may read messages. One of each account runs at a time, so that no user gets more by asking more often;
 * all that run take turns at reading, in the order in which they ask, a few messages each.
 */
import { createGate, type Gate } from '../../../base/gate.ts';
import type { AccountId } from '../../ports/ids.ts';

/** Turns at once: while one waits for the disk another decodes. */
const READING_AT_ONCE = 2;
/** Searches of one account that may wait. */
const MAX_WAITING = 100;

export class SearchTurns {
  readonly #accounts = new Map<AccountId, { readonly gate: Gate; searches: number }>();
  /** No limit of its own: at most one of each account waits here. */
  readonly #reading = createGate(READING_AT_ONCE, Infinity);

  /**
   * Runs a search when none of the account's before it is left. Throws Failure `unavailable` where too many wait, and
   * the signal's reason.
   */
  async search<T>(account: AccountId, run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const own = this.#accounts.get(account) ?? { gate: createGate(1, MAX_WAITING), searches: 0 };
    this.#accounts.set(account, own);
    own.searches += 1;
    try {
      return await own.gate.run(run, signal);
    } finally {
      own.searches -= 1;
      if (own.searches === 0) this.#accounts.delete(account);
    }
  }

  /** Reads a few messages when it is this search's turn. Throws the signal's reason. */
  read<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#reading.run(work, signal);
  }
}
