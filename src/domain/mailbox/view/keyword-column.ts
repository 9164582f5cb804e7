/** Keywords of the messages of one run: few messages have any, and most that do have the same ones. */
import type { Keywords } from '../../ports/flags.ts';

/** Sets that may go out of use before the column is packed again. */
const SPARE_SETS = 64;

export class KeywordColumn {
  /** For each message the number of its set, 0 for none. Shorter than the run where those at the end have none. */
  #slots = new Uint16Array(0);
  #sets: Keywords[] = [''];
  #numbers = new Map<Keywords, number>([['', 0]]);

  get(index: number): Keywords {
    return index < this.#slots.length ? this.#sets[this.#slots[index]] : '';
  }

  /** @param count messages in the run */
  set(index: number, keywords: Keywords, count: number): void {
    if (index >= this.#slots.length) {
      if (keywords === '') return;
      this.#grow(Math.max(index + 1, count));
    }
    // A set of flags that nobody carries any more is not worth a number of its own: numbers end at 65,535.
    if (this.#sets.length > count + SPARE_SETS) this.#pack();
    this.#slots[index] = this.#numberOf(keywords);
  }

  /** The sets of keywords that messages carry or have carried. */
  sets(): readonly Keywords[] {
    return this.#sets;
  }

  /** Bytes of memory, roughly. */
  get sizeBytes(): number {
    return 200 + this.#slots.length * 2 + this.#sets.length * 100;
  }

  #numberOf(keywords: Keywords): number {
    const known = this.#numbers.get(keywords);
    if (known !== undefined) return known;
    const number = this.#sets.push(keywords) - 1;
    this.#numbers.set(keywords, number);
    return number;
  }

  #grow(length: number): void {
    const slots = new Uint16Array(length);
    slots.set(this.#slots);
    this.#slots = slots;
  }

  #pack(): void {
    const carried = Array.from(this.#slots, (slot) => this.#sets[slot]);
    this.#sets = [''];
    this.#numbers = new Map([['', 0]]);
    for (const [index, keywords] of carried.entries()) this.#slots[index] = this.#numberOf(keywords);
  }
}
