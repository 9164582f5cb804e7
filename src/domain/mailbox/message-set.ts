/** Sets of messages of one open mailbox: what `1:5,9` means once it is resolved against a sequence map. */

/**
 * Numbers from `from` to `to`, both included. As a client wrote it `*` is Infinity and the ends may be in any order;
 * resolved ranges are ordered and hold numbers that exist.
 */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Sequence numbers, resolved: ascending ranges that neither overlap nor touch. */
export type MessageSet = readonly NumberRange[];

export const NO_MESSAGES: MessageSet = [];

/** How many messages there are in a set. */
export function countOf(set: MessageSet): number {
  let count = 0;
  for (const { from, to } of set) count += to - from + 1;
  return count;
}

/** Sorts ranges and joins those that overlap or touch. */
export function normalizeRanges(ranges: readonly NumberRange[]): NumberRange[] {
  const result: NumberRange[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last === undefined || from > last.to + 1) result.push({ from, to });
    else if (to > last.to) result[result.length - 1] = { from: last.from, to };
  }
  return result;
}

/** Makes ranges of ascending numbers. */
export function rangesOf(numbers: Iterable<number>): NumberRange[] {
  const result: NumberRange[] = [];
  let from = 0;
  let to = -1;
  for (const number of numbers) {
    if (number === to + 1) {
      to = number;
      continue;
    }
    if (to >= from) result.push({ from, to });
    from = to = number;
  }
  if (to >= from) result.push({ from, to });
  return result;
}

/** Whether a number is in normalised ranges. */
export function isInRanges(ranges: readonly NumberRange[], number: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle].to < number) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low].from <= number;
}

export function intersectSets(one: MessageSet, other: MessageSet): MessageSet {
  const result: NumberRange[] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const from = Math.max(one[i].from, other[j].from);
    const to = Math.min(one[i].to, other[j].to);
    if (from <= to) result.push({ from, to });
    if (one[i].to < other[j].to) i++;
    else j++;
  }
  return result;
}

/** Cuts a set into sets of at most `size` messages, in order. */
export function* sliceSet(set: MessageSet, size: number): Generator<MessageSet> {
  let slice: NumberRange[] = [];
  let room = size;
  for (const { from, to } of set) {
    for (let at = from; at <= to; ) {
      const end = Math.min(to, at + room - 1);
      slice.push({ from: at, to: end });
      room -= end - at + 1;
      at = end + 1;
      if (room === 0) {
        yield slice;
        slice = [];
        room = size;
      }
    }
  }
  if (slice.length > 0) yield slice;
}
