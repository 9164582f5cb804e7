/** What became of all samples of one interval. */
import { aggregateOf, METRICS, type Metric, type Sample } from './metrics.ts';

type Numbers = Partial<Record<Metric, number>>;

export class Slot {
  readonly startMs: number;
  /** Sums, largest values, and means as sums. */
  readonly #values: Numbers;
  /** Of how many samples each mean is. */
  readonly #counts: Numbers;

  constructor(startMs: number, values: Numbers = {}, counts: Numbers = {}) {
    this.startMs = startMs;
    this.#values = values;
    this.#counts = counts;
  }

  add(sample: Sample): void {
    for (const metric of METRICS) {
      const value = sample[metric];
      if (value === undefined) continue;
      const before = this.#values[metric] ?? 0;
      this.#values[metric] = aggregateOf(metric) === 'max' ? Math.max(before, value) : before + value;
      this.#counts[metric] = (this.#counts[metric] ?? 0) + 1;
    }
  }

  /** Null where it was never measured. */
  value(metric: Metric): number | null {
    const value = this.#values[metric];
    if (value === undefined) return null;
    return aggregateOf(metric) === 'mean' ? value / (this.#counts[metric] ?? 1) : value;
  }

  toText(): string {
    return JSON.stringify({ values: this.#values, counts: this.#counts });
  }

  /** What another release wrote, and cannot be read here, is null. */
  static fromText(startMs: number, text: string): Slot | null {
    try {
      const { values, counts } = JSON.parse(text) as { values?: unknown; counts?: unknown };
      return new Slot(startMs, numbersIn(values), numbersIn(counts));
    } catch {
      return null;
    }
  }
}

function numbersIn(value: unknown): Numbers {
  const fields = new Map(Object.entries(value ?? {}));
  return Object.fromEntries(
    METRICS.flatMap((metric) => {
      const number: unknown = fields.get(metric);
      return typeof number === 'number' && Number.isFinite(number) ? [[metric, number]] : [];
    }),
  );
}
