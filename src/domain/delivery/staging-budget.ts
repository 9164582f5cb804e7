/** The memory that messages take up while they arrive: all of them together have a bound. MI9 */
import type { Settings } from '../settings/settings.ts';
import { MessageRefused } from './refusals.ts';

/** Of one message this much is in memory at most; the rest is in a file (ports/contents.ts). */
const IN_MEMORY_BYTES = 256 * 1024;

export class StagingBudget {
  readonly #settings: Pick<Settings, 'get'>;
  #usedBytes = 0;

  constructor(settings: Pick<Settings, 'get'>) {
    this.#settings = settings;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** For a message that begins. Throws MessageRefused `too-busy` when those that are arriving have taken up everything. */
  open(): StagingShare {
    this.#require(0);
    return new StagingShare(
      (bytes) => this.#require(bytes),
      (bytes) => (this.#usedBytes -= bytes),
    );
  }

  #require(bytes: number): void {
    if (this.#usedBytes + bytes > this.#settings.get('maxStagedBytes')) throw new MessageRefused('too-busy');
    this.#usedBytes += bytes;
  }
}

/** What one message has taken. Disposing gives it back. */
export class StagingShare implements Disposable {
  readonly #take: (bytes: number) => void;
  readonly #giveBack: (bytes: number) => void;
  #bytes = 0;

  constructor(take: (bytes: number) => void, giveBack: (bytes: number) => void) {
    this.#take = take;
    this.#giveBack = giveBack;
  }

  /** Throws MessageRefused `too-busy`. */
  grow(bytes: number): void {
    const more = Math.min(bytes, IN_MEMORY_BYTES - this.#bytes);
    if (more <= 0) return;
    this.#take(more);
    this.#bytes += more;
  }

  [Symbol.dispose](): void {
    this.#giveBack(this.#bytes);
    this.#bytes = 0;
  }
}
