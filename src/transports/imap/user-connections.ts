/** Counts the connections of each user from each address. SECURITY.md section 4: trusted networks are one office. */
import { Failure } from '../../base/failure.ts';
import type { AccountId } from '../../domain/ports/ids.ts';
import type { Peer } from '../net/connection.ts';

export class UserConnections {
  readonly #counts = new Map<string, number>();
  readonly #max: () => number;

  constructor(max: () => number) {
    this.#max = max;
  }

  /** Returns what takes the connection off again. Throws Failure `too-many`. */
  add(account: AccountId, { address, isTrusted }: Pick<Peer, 'address' | 'isTrusted'>): () => void {
    if (isTrusted) return () => {};
    const key = `${account} ${address}`;
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#max()) throw new Failure('too-many', 'too many IMAP connections of this user');
    this.#counts.set(key, count + 1);
    return () => {
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left === 0) this.#counts.delete(key);
      else this.#counts.set(key, left);
    };
  }
}
