/** What was sent to the server, and what it promised. */
import { fingerprint, type TestMessage } from './test-message.ts';

/** `unknown`: no final reply came, so the message may be there or not. */
export type Verdict = 'kept' | 'refused' | 'unknown';

export interface Attempt {
  readonly id: string;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  /** The server puts a header block before what it was given. */
  readonly isDelivered: boolean;
  /** What was said, by the user who should get a copy. */
  readonly promises: Map<string, Verdict>;
  /** All recipients share one reply: all have it, or none. */
  readonly isIndivisible: boolean;
  /** By the user: the UID in INBOX, where the reply told it. */
  readonly uids: Map<string, number>;
}

export class Ledger {
  readonly #attempts = new Map<string, Attempt>();
  #count = 0;
  #keptCount = 0;

  /** To be called before the first octet is sent. */
  begin(
    message: TestMessage,
    users: readonly string[],
    kind: { readonly isDelivered: boolean; readonly isIndivisible: boolean },
  ): Attempt {
    const attempt: Attempt = {
      id: message.id,
      sizeBytes: message.text.length,
      fingerprint: fingerprint(message.text),
      promises: new Map(users.map((user) => [user, 'unknown'])),
      uids: new Map(),
      ...kind,
    };
    this.#attempts.set(message.id, attempt);
    return attempt;
  }

  /** A name that no other message has. */
  nextId(prefix: string): string {
    this.#count += 1;
    return `${prefix}-${this.#count}`;
  }

  find(id: string): Attempt | undefined {
    return this.#attempts.get(id);
  }

  all(): IterableIterator<Attempt> {
    return this.#attempts.values();
  }

  /** A final reply about one recipient came. */
  settle(attempt: Attempt, user: string, verdict: Verdict): void {
    attempt.promises.set(user, verdict);
    if (verdict === 'kept') this.#keptCount += 1;
  }

  /** Copies that were promised. */
  get keptCount(): number {
    return this.#keptCount;
  }

  /** Copies that were asked for. */
  get askedCount(): number {
    return [...this.#attempts.values()].reduce((sum, { promises }) => sum + promises.size, 0);
  }
}
