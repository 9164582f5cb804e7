/**
 * How many TLS handshakes are begun in one turn of the event loop. They cost the most of all that a stranger can ask for:
 * when thousands of clients come back together, those who are connected are served in between, and of the others each
 * network gets its turn. Once its hello is answered a client costs no more than any other, and nobody waits for it here.
 */
import { Failure } from '../../../base/failure.ts';

export interface HandshakeLimits {
  readonly maxPerTurn: number;
  readonly maxWaiting: number;
}

/** Of those that may wait, for one network. */
const PART_OF_ONE = 1 / 4;
/** All networks that are trusted wait in one line, which may be as long as there is room. */
const TRUSTED = '';

export class HandshakeGate {
  readonly #limits: () => HandshakeLimits;
  #begun = 0;
  /** A line for each network that has to wait; the one whose turn is next comes first. */
  readonly #lines = new Map<string, Set<() => void>>();
  #waiting = 0;

  /** @param limits read at each handshake. */
  constructor(limits: () => HandshakeLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when a handshake may begin, which is then to be done at once. Throws Failure `too-many` when too many wait
   * already, in all or of this network, and the signal's reason.
   *
   * @param network null for a trusted one.
   */
  async enter(network: string | null, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waiting === 0 && this.#begun < this.#limits().maxPerTurn) this.#begin();
    else await this.#waitInLine(network ?? TRUSTED, signal);
  }

  async #waitInLine(network: string, signal: AbortSignal): Promise<void> {
    const line = this.#lines.get(network) ?? new Set();
    const { maxWaiting } = this.#limits();
    const longest = network === TRUSTED ? maxWaiting : Math.ceil(maxWaiting * PART_OF_ONE);
    if (this.#waiting >= maxWaiting || line.size >= longest) {
      throw new Failure('too-many', 'too many TLS handshakes are waiting');
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      if (this.#leave(network, line, resolve)) reject(signal.reason);
    };
    line.add(resolve);
    this.#lines.set(network, line);
    this.#waiting += 1;
    signal.addEventListener('abort', giveUp, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  #begin(): void {
    this.#begun += 1;
    if (this.#begun === 1) setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    this.#begun = 0;
    const { maxPerTurn } = this.#limits();
    while (this.#begun < maxPerTurn && this.#waiting > 0) this.#admitNext();
  };

  #admitNext(): void {
    const [next] = this.#lines;
    if (next === undefined) return;
    const [network, line] = next;
    // Behind all other networks.
    this.#lines.delete(network);
    this.#lines.set(network, line);
    for (const admit of line) {
      this.#leave(network, line, admit);
      this.#begin();
      admit();
      return;
    }
  }

  /** False when it has left already. */
  #leave(network: string, line: Set<() => void>, waiter: () => void): boolean {
    if (!line.delete(waiter)) return false;
    this.#waiting -= 1;
    if (line.size === 0) this.#lines.delete(network);
    return true;
  }
}
