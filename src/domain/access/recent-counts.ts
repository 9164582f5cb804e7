/** How often something has happened in the present minute and day, by key. In memory, in a map of bounded size. */
import type { Clock } from '../../base/clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Keys remembered at the most, about 5 MB when all are in use; the oldest are forgotten first. */
export const MAX_REMEMBERED = 50_000;

interface Count {
  /** In the minute and in the day that began at these times. */
  minute: number;
  minuteStartMs: number;
  day: number;
  dayStartMs: number;
}

export class RecentCounts {
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): Readonly<Pick<Count, 'minute' | 'day'>> {
    return this.#current(key);
  }

  /** Counts one more. Returns how many it are now. */
  add(key: string): Readonly<Pick<Count, 'minute' | 'day'>> {
    const count = this.#current(key);
    count.minute += 1;
    count.day += 1;
    return count;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  #current(key: string): Count {
    const now = this.#clock.monotonicMs();
    const known = this.#counts.get(key);
    const count = known ?? { minute: 0, minuteStartMs: now, day: 0, dayStartMs: now };
    if (now - count.minuteStartMs >= MINUTE_MS) Object.assign(count, { minute: 0, minuteStartMs: now });
    if (now - count.dayStartMs >= DAY_MS) Object.assign(count, { day: 0, dayStartMs: now });
    if (known === undefined) {
      this.#counts.set(key, count);
      forgetOldest(this.#counts);
    }
    return count;
  }
}

export function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= MAX_REMEMBERED) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
