/**
 * Whose turn it is: destinations that can take a transmission, one after the other, each once before any comes again.
 * Those that have answered and those that have not take turns, and the latter never have all places: they may be dead.
 */
import type { Destination } from './destination.ts';

/** Of all places, those that destinations may have that have not answered yet. */
const UNPROVEN_SHARE = 0.75;

export class ReadyDestinations<L> {
  readonly #proven: Destination<L>[] = [];
  readonly #unproven: Destination<L>[] = [];
  #isUnprovensTurn = false;
  #running = 0;
  #runningUnproven = 0;

  /** Puts it at the end, where it has room and something waits for it. */
  add(destination: Destination<L>, nowMs: number): void {
    if (destination.isListed || !destination.hasRoom(nowMs)) return;
    destination.isListed = true;
    (destination.isProven ? this.#proven : this.#unproven).push(destination);
  }

  /** Takes the next one that has room. @param total places of all together. */
  next(total: number, nowMs: number): Destination<L> | undefined {
    while (this.#running < total) {
      const destination = this.#shift(this.#runningUnproven < Math.ceil(total * UNPROVEN_SHARE));
      if (destination === undefined) return undefined;
      destination.isListed = false;
      if (destination.hasRoom(nowMs)) return destination;
    }
    return undefined;
  }

  /** Counts a transmission; what it returns ends that. */
  begin(destination: Destination<L>): () => void {
    const wasProven = destination.isProven;
    this.#count(destination, 1, wasProven);
    return () => {
      this.#count(destination, -1, wasProven);
      if (!wasProven && destination.isProven) this.#promote(destination);
    };
  }

  #count(destination: Destination<L>, difference: number, wasProven: boolean): void {
    destination.running += difference;
    this.#running += difference;
    if (!wasProven) this.#runningUnproven += difference;
  }

  #shift(mayTryUnproven: boolean): Destination<L> | undefined {
    this.#isUnprovensTurn = !this.#isUnprovensTurn && mayTryUnproven;
    if (!mayTryUnproven) return this.#proven.shift();
    const [first, second] = this.#isUnprovensTurn ? [this.#unproven, this.#proven] : [this.#proven, this.#unproven];
    return first.shift() ?? second.shift();
  }

  #promote(destination: Destination<L>): void {
    const at = this.#unproven.indexOf(destination);
    if (at >= 0) this.#proven.push(...this.#unproven.splice(at, 1));
  }
}
