/**
 * Finds texts by any part of them that is two characters long or longer.
 *
 * Each text is listed under every pair of neighbouring characters in it. A part can only be in the texts that are listed
 * under all of its pairs: those of the rarest one that stand in the next rare ones, too, are looked at, and nothing else.
 */
import { PostingCursor, PostingList } from './posting-list.ts';

export const MIN_PART_LENGTH = 2;

/** Lists that are compared with the rarest, before a text is looked at: that costs more than some numbers. */
const MAX_OTHERS = 2;

export interface Scan {
  /** Ascending. */
  readonly numbers: readonly number[];
  /** Behind which number to go on; null: there are no more. */
  readonly next: number | null;
}

export interface ScanLimits {
  /** Behind this number. */
  readonly after: number;
  /** Numbers that are returned. */
  readonly limit: number;
  /** Texts that are looked at before others may have their turn. */
  readonly maxLooks: number;
}

export class BigramIndex {
  readonly #texts: (string | undefined)[] = [];
  readonly #lists = new Map<number, PostingList>();

  /** @param number of the text: not too large, since there is a place for each that is smaller. */
  add(number: number, text: string): void {
    this.#texts[number] = text;
    for (const pair of pairsOf(text)) {
      let list = this.#lists.get(pair);
      if (list === undefined) this.#lists.set(pair, (list = new PostingList()));
      list.add(number);
    }
  }

  remove(number: number): void {
    const text = this.#texts[number];
    if (text === undefined) return;
    for (const pair of pairsOf(text)) {
      const list = this.#lists.get(pair);
      list?.remove(number);
      if (list?.length === 0) this.#lists.delete(pair);
    }
    this.#texts[number] = undefined;
  }

  textOf(number: number): string | undefined {
    return this.#texts[number];
  }

  /** Numbers of the texts that hold all parts; without parts, of all texts. @param isWanted of those that do. */
  scan(parts: readonly string[], { after, limit, maxLooks }: ScanLimits, isWanted: (number: number) => boolean): Scan {
    const numbers: number[] = [];
    const lists = this.#listsOf(parts);
    if (lists === null) return { numbers, next: null };
    const [rarest, ...others] = lists;
    const cursors = others.slice(0, MAX_OTHERS).map((list) => new PostingCursor(list));
    const length = rarest?.length ?? this.#texts.length;
    const start = rarest?.placeBehind(after) ?? Math.max(0, after + 1);
    const end = Math.min(length, start + maxLooks);
    for (let place = start; place < end; place += 1) {
      const number = rarest?.at(place) ?? place;
      if (!cursors.every((cursor) => cursor.has(number))) continue;
      const text = this.#texts[number];
      if (text === undefined || !parts.every((part) => text.includes(part)) || !isWanted(number)) continue;
      numbers.push(number);
      if (numbers.length === limit) return { numbers, next: number };
    }
    return { numbers, next: end === length ? null : (rarest?.at(end - 1) ?? end - 1) };
  }

  /** Of all pairs in the parts, the shortest first; null where no text can hold all of them. */
  #listsOf(parts: readonly string[]): readonly PostingList[] | null {
    const lists: PostingList[] = [];
    for (const pair of new Set(parts.flatMap((part) => [...pairsOf(part)]))) {
      const list = this.#lists.get(pair);
      if (list === undefined) return null;
      lists.push(list);
    }
    return lists.sort((a, b) => a.length - b.length);
  }
}

/** Each once. */
function pairsOf(text: string): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (let at = 1; at < text.length; at += 1) pairs.add(text.charCodeAt(at - 1) * 0x1_0000 + text.charCodeAt(at));
  return pairs;
}
