/** Series of charts: fewer rows of them for a table, and what they come to in all. */

/** What becomes of the values of several intervals: counts are added, of measures the mean or the largest counts. */
export type Aggregate = 'sum' | 'mean' | 'max';

export type Values = readonly (number | null)[];

/** Null where nothing was measured. */
export function aggregate(values: Values, how: Aggregate): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (how === 'max') return Math.max(...known);
  const sum = known.reduce((total, value) => total + value, 0);
  return how === 'sum' ? sum : sum / known.length;
}

export interface Span {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
}

/** Parts of equal length, the last one perhaps shorter, at most as many. */
export function spansOf(length: number, most: number): readonly Span[] {
  const size = Math.max(1, Math.ceil(length / most));
  return Array.from({ length: Math.ceil(length / size) }, (_, index) => ({
    from: index * size,
    to: Math.min(length, (index + 1) * size),
  }));
}

/** The last value that is known. */
export function latest(values: Values): number | null {
  return values.findLast((value) => value !== null) ?? null;
}
