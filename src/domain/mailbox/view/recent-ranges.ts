/** The UIDs that one session is the first to be told of. RFC 3501 section 2.3.2 */
import type { NumberRange } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

export class RecentRanges {
  /** Ascending; what one session claims in a row is one range. */
  #ranges: NumberRange[] = [];

  /** Adds UIDs from `from` up to (not including) `end`, all higher than those before. */
  add(from: number, end: number): void {
    if (from >= end) return;
    const last = this.#ranges.at(-1);
    if (last?.to === from - 1) this.#ranges[this.#ranges.length - 1] = { from: last.from, to: end - 1 };
    else this.#ranges.push({ from, to: end - 1 });
  }

  has(uid: number): boolean {
    return this.#ranges.some(({ from, to }) => from <= uid && uid <= to);
  }

  countIn(map: SequenceMap): number {
    let count = 0;
    for (const { from, to } of this.#ranges) count += map.firstFrom(to + 1) - map.firstFrom(from);
    return count;
  }
}
