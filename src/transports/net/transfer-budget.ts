/**
 * The least rate at which a body must arrive. What arrives buys waiting time, and only waiting uses it up: a server
 * that is busy does not count against the client.
 */
export class TransferBudget {
  readonly #bytesPerSecond: number;
  readonly #mostMs: number;
  #leftMs: number;

  /** @param mostMs the time to begin with, which saved-up time never exceeds. */
  constructor(bytesPerSecond: number, mostMs: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#mostMs = mostMs;
    this.#leftMs = mostMs;
  }

  /** How long may be waited from now on. */
  get leftMs(): number {
    return this.#leftMs;
  }

  spend(waitedMs: number): void {
    this.#leftMs -= waitedMs;
  }

  earn(bytes: number): void {
    this.#leftMs = Math.min(this.#mostMs, this.#leftMs + (bytes * 1000) / this.#bytesPerSecond);
  }
}
