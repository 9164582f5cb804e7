/**
 * The history of a running server in three resolutions: every 5 seconds for the last 15 minutes, in memory; each minute
 * for a day and each hour for 90 days, kept beside the store so that they survive a restart.
 */
import type { Logger } from '../../base/log.ts';
import type { Observations } from '../ports/observations.ts';
import { METRICS, type Metric, type Sample } from './metrics.ts';
import { Slot } from './slot.ts';

export type ActivityRange = '15m' | '24h' | '90d';

export interface ActivitySeries {
  readonly intervalMs: number;
  /** Of the first value. */
  readonly startMs: number;
  /** Oldest first, one for each interval up to now; null where the server did not run or could not measure it. */
  readonly series: Readonly<Record<Metric, readonly (number | null)[]>>;
}

export interface ActivityHistory {
  add(nowMs: number, sample: Sample): void;
  show(range: ActivityRange, nowMs: number): ActivitySeries;
  /** Takes back what an earlier process has kept; to be called once, before the first sample or soon after. */
  load(nowMs: number): Promise<void>;
  /** Keeps the intervals that have not ended yet. */
  save(): Promise<void>;
}

export const SAMPLE_MS = 5000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Resolution {
  readonly intervalMs: number;
  readonly slots: number;
  /** Where it is kept; null: only in memory. */
  readonly topic: string | null;
}

const RESOLUTIONS: Readonly<Record<ActivityRange, Resolution>> = {
  '15m': { intervalMs: SAMPLE_MS, slots: 180, topic: null },
  '24h': { intervalMs: MINUTE_MS, slots: 1440, topic: 'activity-minute' },
  '90d': { intervalMs: HOUR_MS, slots: 2160, topic: 'activity-hour' },
};

export function createActivityHistory(
  observations: Pick<Observations, 'notes' | 'setNote'>,
  log: Logger,
): ActivityHistory {
  const tracks = Object.fromEntries(
    Object.entries(RESOLUTIONS).map(([range, resolution]) => [range, new Track(resolution)]),
  ) as Readonly<Record<ActivityRange, Track>>;
  const kept = [tracks['24h'], tracks['90d']];

  /** As they are now: a moment later the next interval may have begun. */
  const entries = () =>
    kept.flatMap(({ topic, last, lengthMs }) =>
      topic === null || last === null ? [] : [{ topic, startMs: last.startMs, text: last.toText(), lengthMs }],
    );
  /** One after the other, so that what is newer is never written over by what is older. */
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    const now = entries();
    const write = async () => {
      for (const { topic, startMs, text, lengthMs } of now) {
        await observations.setNote(topic, String(startMs), text, startMs + lengthMs);
      }
    };
    writing = writing.then(write).catch((error: unknown) => log.warn({ err: error }, 'activity not kept'));
    return writing;
  };

  return {
    add(nowMs, sample) {
      // A minute that is over is written, and with it what its hour has so far.
      const { last } = tracks['24h'];
      if (last !== null && nowMs >= last.startMs + MINUTE_MS) void save();
      for (const track of Object.values(tracks)) track.add(nowMs, sample);
    },
    show: (range, nowMs) => tracks[range].show(nowMs),
    async load(nowMs) {
      for (const track of kept) {
        if (track.topic !== null) track.take(await observations.notes(track.topic), nowMs);
      }
    },
    save,
  };
}

class Track {
  readonly topic: string | null;
  readonly #intervalMs: number;
  readonly #size: number;
  /** Ascending. */
  #slots: Slot[] = [];

  constructor({ intervalMs, slots, topic }: Resolution) {
    this.topic = topic;
    this.#intervalMs = intervalMs;
    this.#size = slots;
  }

  get last(): Slot | null {
    return this.#slots.at(-1) ?? null;
  }

  get lengthMs(): number {
    return this.#intervalMs * this.#size;
  }

  /** A clock that was set back goes on in the interval that was the last. */
  add(nowMs: number, sample: Sample): void {
    const startMs = Math.max(this.#startOf(nowMs), this.last?.startMs ?? 0);
    if (this.last?.startMs !== startMs) {
      this.#slots.push(new Slot(startMs));
      if (this.#slots.length > this.#size) this.#slots.shift();
    }
    this.last?.add(sample);
  }

  show(nowMs: number): ActivitySeries {
    const startMs = this.#startOf(nowMs) - (this.#size - 1) * this.#intervalMs;
    const slots = new Map(this.#slots.map((slot) => [(slot.startMs - startMs) / this.#intervalMs, slot]));
    const numbers = Array.from({ length: this.#size }, (_, index) => slots.get(index));
    const series = METRICS.map((metric) => [metric, numbers.map((slot) => slot?.value(metric) ?? null)]);
    return { intervalMs: this.#intervalMs, startMs, series: Object.fromEntries(series) };
  }

  /** What was kept goes before what was found since; the interval in which both are begins with what was kept. */
  take(notes: readonly { readonly key: string; readonly value: string }[], nowMs: number): void {
    const oldestMs = this.#startOf(nowMs) - this.lengthMs;
    const before = notes
      .map(({ key, value }) => Slot.fromText(Number(key), value))
      .filter((slot): slot is Slot => slot !== null && slot.startMs > oldestMs && slot.startMs <= nowMs)
      .sort((one, other) => one.startMs - other.startMs);
    const known = new Set(before.map(({ startMs }) => startMs));
    this.#slots = [...before, ...this.#slots.filter(({ startMs }) => !known.has(startMs))].slice(-this.#size);
  }

  #startOf(ms: number): number {
    return Math.floor(ms / this.#intervalMs) * this.#intervalMs;
  }
}
