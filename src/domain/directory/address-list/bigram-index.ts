/**
 * Finds texts by any part of them that is two characters long or longer.
 *
 * Each text is listed under every pair of neighbouring characters in it. A part can only be in the texts that are listed
 * under all of its pairs: those of the rarest one are looked at, and nothing else.
 */
import { PostingList } from './posting-list.ts';

export const MIN_PART_LENGTH = 2;

export class BigramIndex {
  readonly #texts: (string | null)[] = [];
  readonly #free: number[] = [];
  readonly #lists = new Map<number, PostingList>();

  /** Returns the number by which the text is known until it is removed; then it is given to another. */
  add(text: string): number {
    const number = this.#free.pop() ?? this.#texts.length;
    this.#texts[number] = text;
    for (const pair of pairsOf(text)) {
      let list = this.#lists.get(pair);
      if (list === undefined) this.#lists.set(pair, (list = new PostingList()));
      list.add(number);
    }
    return number;
  }

  remove(number: number): void {
    const text = this.#texts[number] ?? null;
    if (text === null) return;
    for (const pair of pairsOf(text)) {
      const list = this.#lists.get(pair);
      list?.remove(number);
      if (list?.length === 0) this.#lists.delete(pair);
    }
    this.#texts[number] = null;
    this.#free.push(number);
  }

  /** Numbers of the texts that hold all parts, ascending; without parts, of all texts. */
  *find(parts: readonly string[]): Generator<number> {
    const list = this.#rarest(parts);
    if (list === null) return;
    const length = list === 'all' ? this.#texts.length : list.length;
    for (let index = 0; index < length; index += 1) {
      const number = list === 'all' ? index : list.at(index);
      const text = this.#texts[number] ?? null;
      if (text !== null && parts.every((part) => text.includes(part))) yield number;
    }
  }

  /** Null where no text can hold all of them. */
  #rarest(parts: readonly string[]): PostingList | 'all' | null {
    let rarest: PostingList | null = null;
    for (const part of parts) {
      for (const pair of pairsOf(part)) {
        const list = this.#lists.get(pair);
        if (list === undefined) return null;
        if (rarest === null || list.length < rarest.length) rarest = list;
      }
    }
    return rarest ?? 'all';
  }
}

/** Each once. */
function pairsOf(text: string): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (let at = 1; at < text.length; at += 1) pairs.add(text.charCodeAt(at - 1) * 0x1_0000 + text.charCodeAt(at));
  return pairs;
}
