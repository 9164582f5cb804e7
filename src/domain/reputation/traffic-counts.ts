/** How much there was in the present minute and hour, by key. In memory, in a map of bounded size. */
import type { Clock } from '../../base/clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Keys remembered at the most, about 5 MB when all are in use; those that came first are forgotten first. */
export const MAX_TRAFFIC_KEYS = 50_000;

export interface Traffic {
  readonly minute: number;
  readonly hour: number;
}

interface Count {
  /** In the minute and in the hour that began at these times. */
  minute: number;
  minuteStartMs: number;
  hour: number;
  hourStartMs: number;
}

const NOTHING: Traffic = { minute: 0, hour: 0 };

export class TrafficCounts {
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does not remember a key by itself: whoever only asks takes no room. */
  get(key: string): Traffic {
    const count = this.#counts.get(key);
    return count === undefined ? NOTHING : this.#upToDate(count);
  }

  add(key: string): void {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#counts.get(key);
    const count = known === undefined ? { minute: 0, minuteStartMs: nowMs, hour: 0, hourStartMs: nowMs } : known;
    this.#upToDate(count);
    count.minute += 1;
    count.hour += 1;
    if (known === undefined) this.#remember(key, count);
  }

  #upToDate(count: Count): Count {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - count.minuteStartMs >= MINUTE_MS) Object.assign(count, { minute: 0, minuteStartMs: nowMs });
    if (nowMs - count.hourStartMs >= HOUR_MS) Object.assign(count, { hour: 0, hourStartMs: nowMs });
    return count;
  }

  #remember(key: string, count: Count): void {
    this.#counts.set(key, count);
    if (this.#counts.size <= MAX_TRAFFIC_KEYS) return;
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}
