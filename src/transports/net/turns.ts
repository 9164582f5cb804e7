/**
 * The turns of the event loop. Sessions that have had more than their time in one are resumed one in each turn, in the
 * order in which they came to rest, so that between any two of them everybody is served who does not ask for much.
 */
export class Turns {
  #number = 0;
  #isScheduled = false;
  readonly #resting: (() => void)[] = [];

  /** Another one in each turn in which it is asked for. */
  get number(): number {
    this.#schedule();
    return this.#number;
  }

  /** Resolves in a later turn, when those who came before have had theirs. */
  next(): Promise<void> {
    return new Promise((goOn) => {
      this.#resting.push(goOn);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#begin);
  }

  readonly #begin = (): void => {
    this.#isScheduled = false;
    this.#number += 1;
    this.#resting.shift()?.();
    if (this.#resting.length > 0) this.#schedule();
  };
}
