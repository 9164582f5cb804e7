/**
 * Places for the questions that are on their way. Each zone has a share of them, and zones take turns: one whose name
 * servers never answer keeps its places for long, and keeps them from its own questions alone. BIND bounds
 * `fetches-per-zone` for the same reason.
 */
import { Failure } from '../../base/failure.ts';

export interface ZoneGateLimits {
  readonly atOnce: number;
  readonly atOncePerZone: number;
  readonly waiting: number;
  readonly waitingPerZone: number;
}

export class ZoneGate {
  readonly #limits: ZoneGateLimits;
  #running = 0;
  readonly #runningOf = new Map<string, number>();
  #waiting = 0;
  /** In the order of their turns. A zone that could enter does not wait. */
  readonly #waitingOf = new Map<string, (() => void)[]>();

  constructor(limits: ZoneGateLimits) {
    this.#limits = limits;
  }

  /** Runs the work when its turn comes. Throws Failure `too-many` when too many of its zone, or of all, wait already. */
  async run<T>(zone: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.atOnce && this.#hasPlace(zone)) this.#enter(zone);
    else await this.#turnOf(zone);
    try {
      return await work();
    } finally {
      this.#leave(zone);
      this.#admitNext();
    }
  }

  #hasPlace(zone: string): boolean {
    return (this.#runningOf.get(zone) ?? 0) < this.#limits.atOncePerZone;
  }

  #enter(zone: string): void {
    this.#running += 1;
    this.#runningOf.set(zone, (this.#runningOf.get(zone) ?? 0) + 1);
  }

  #leave(zone: string): void {
    this.#running -= 1;
    const left = (this.#runningOf.get(zone) ?? 0) - 1;
    if (left > 0) this.#runningOf.set(zone, left);
    else this.#runningOf.delete(zone);
  }

  #turnOf(zone: string): Promise<void> {
    const line = this.#waitingOf.get(zone) ?? [];
    if (this.#waiting >= this.#limits.waiting || line.length >= this.#limits.waitingPerZone)
      throw new Failure('too-many', 'too many questions to DNS wait already');
    this.#waitingOf.set(zone, line);
    this.#waiting += 1;
    return new Promise((resolve) => line.push(resolve));
  }

  /** The first question of the first zone that has a place; then that zone is the last one. */
  #admitNext(): void {
    for (const [zone, line] of this.#waitingOf) {
      if (!this.#hasPlace(zone)) continue;
      const begin = line.shift();
      this.#waitingOf.delete(zone);
      if (line.length > 0) this.#waitingOf.set(zone, line);
      this.#waiting -= 1;
      this.#enter(zone);
      begin?.();
      return;
    }
  }
}
