/** How much each sender has sent: by the hour for its limits, by the day for what is usual with it. */

export type Counted = 'messages' | 'recipients' | 'failed';
type HourCounts = Record<Counted, number>;

interface SenderCounts {
  /** Of the last day, by the number of the hour since the epoch. */
  readonly hours: Map<number, HourCounts>;
  /** Recipients of each day, by the number of the day. */
  readonly days: Map<number, number>;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Days that show what is usual. */
export const HISTORY_DAYS = 14;

export class SentCounts {
  readonly #senders = new Map<string, SenderCounts>();

  add(sender: string, what: Counted, count: number, atMs: number): void {
    const counts = this.#of(sender);
    const hour = Math.floor(atMs / HOUR_MS);
    const day = Math.floor(atMs / DAY_MS);
    const ofHour = counts.hours.get(hour) ?? { messages: 0, recipients: 0, failed: 0 };
    ofHour[what] += count;
    if (!counts.hours.has(hour)) {
      counts.hours.set(hour, ofHour);
      forgetBefore(counts.hours, hour - 24);
    }
    if (what !== 'recipients') return;
    if (!counts.days.has(day)) forgetBefore(counts.days, day - HISTORY_DAYS);
    counts.days.set(day, (counts.days.get(day) ?? 0) + count);
  }

  /** Takes back what was added at that time and has not come to anything. What is forgotten stays so. */
  takeBack(sender: string, what: Counted, count: number, atMs: number): void {
    const counts = this.#senders.get(sender);
    const ofHour = counts?.hours.get(Math.floor(atMs / HOUR_MS));
    if (ofHour !== undefined) ofHour[what] -= count;
    const day = Math.floor(atMs / DAY_MS);
    const ofDay = counts?.days.get(day);
    if (what === 'recipients' && ofDay !== undefined) counts?.days.set(day, ofDay - count);
  }

  /** Of the last so many hours; of the hour that lies partly before them, its share. */
  last(sender: string, what: Counted, hours: number, nowMs: number): number {
    const counts = this.#senders.get(sender);
    if (counts === undefined) return 0;
    const hour = Math.floor(nowMs / HOUR_MS);
    const share = 1 - (nowMs % HOUR_MS) / HOUR_MS;
    let sum = (counts.hours.get(hour - hours)?.[what] ?? 0) * share;
    for (let back = 0; back < hours; back++) sum += counts.hours.get(hour - back)?.[what] ?? 0;
    return Math.round(sum);
  }

  /** Recipients of the busiest of the days before today. */
  busiestDay(sender: string, nowMs: number): number {
    const today = Math.floor(nowMs / DAY_MS);
    const days = this.#senders.get(sender)?.days ?? new Map<number, number>();
    return Math.max(0, ...[...days].filter(([day]) => day < today).map(([, count]) => count));
  }

  #of(sender: string): SenderCounts {
    const known = this.#senders.get(sender);
    if (known !== undefined) return known;
    const counts = { hours: new Map<number, HourCounts>(), days: new Map<number, number>() };
    this.#senders.set(sender, counts);
    return counts;
  }
}

function forgetBefore(counts: Map<number, unknown>, first: number): void {
  for (const key of counts.keys()) if (key < first) counts.delete(key);
}
