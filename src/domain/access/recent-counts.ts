/** How often something has happened in the present minute and day, by key. In memory, in a map of bounded size. */
import type { Clock } from '../../base/clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Keys remembered at the most, about 5 MB when all are in use; those counted longest ago are forgotten first. */
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

  /** Leaves no trace: asking for many keys pushes none of those out that were counted. */
  get(key: string): Readonly<Pick<Count, 'minute' | 'day'>> {
    return this.#current(key);
  }

  /** How long until the present minute and day of the key are over, in milliseconds. */
  remainingMs(key: string): { readonly minute: number; readonly day: number } {
    const now = this.#clock.monotonicMs();
    const { minuteStartMs, dayStartMs } = this.#current(key);
    return { minute: minuteStartMs + MINUTE_MS - now, day: dayStartMs + DAY_MS - now };
  }

  /** Counts one more. Returns how many it are now. */
  add(key: string): Readonly<Pick<Count, 'minute' | 'day'>> {
    const count = this.#current(key);
    count.minute += 1;
    count.day += 1;
    putLast(this.#counts, key, count);
    return count;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  #current(key: string): Count {
    const now = this.#clock.monotonicMs();
    const count = this.#counts.get(key) ?? { minute: 0, minuteStartMs: now, day: 0, dayStartMs: now };
    if (now - count.minuteStartMs >= MINUTE_MS) Object.assign(count, { minute: 0, minuteStartMs: now });
    if (now - count.dayStartMs >= DAY_MS) Object.assign(count, { day: 0, dayStartMs: now });
    return count;
  }
}

/** Puts an entry at the end, and forgets the first one of a map that has become too large. */
export function putLast<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_REMEMBERED) return;
  const first = map.keys().next();
  if (!first.done) map.delete(first.value);
}
