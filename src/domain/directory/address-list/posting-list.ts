/** Ascending numbers, tightly kept. Mostly they are added at the end. */
export class PostingList {
  #numbers = new Uint32Array(4);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The number at a place below `length`. */
  at(index: number): number {
    return this.#numbers[index] ?? 0;
  }

  /** The place of the first number above this one. */
  placeBehind(number: number): number {
    const place = this.#indexOf(number);
    return this.#numbers[place] === number && place < this.#length ? place + 1 : place;
  }

  /** What is there already stays there once. */
  add(number: number): void {
    const index = this.#indexOf(number);
    if (index < this.#length && this.#numbers[index] === number) return;
    if (this.#length === this.#numbers.length) this.#grow();
    this.#numbers.copyWithin(index + 1, index, this.#length);
    this.#numbers[index] = number;
    this.#length += 1;
  }

  remove(number: number): void {
    const index = this.#indexOf(number);
    if (index === this.#length || this.#numbers[index] !== number) return;
    this.#numbers.copyWithin(index, index + 1, this.#length);
    this.#length -= 1;
  }

  /** Where the number is, or would be. */
  #indexOf(number: number): number {
    let [low, high] = [0, this.#length];
    if (high > 0 && (this.#numbers[high - 1] ?? 0) < number) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const larger = new Uint32Array(Math.ceil(this.#numbers.length * 1.5));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** Asks a list for ascending numbers. */
export class PostingCursor {
  readonly #list: PostingList;
  #place = 0;

  constructor(list: PostingList) {
    this.#list = list;
  }

  /** @param number not below the one that was asked for before. */
  has(number: number): boolean {
    const list = this.#list;
    // In steps that double, then back by halves: what is near is found at once, and what is far soon.
    let step = 1;
    while (this.#place + step < list.length && list.at(this.#place + step) <= number) {
      this.#place += step;
      step *= 2;
    }
    for (; step >= 1; step = Math.floor(step / 2)) {
      if (this.#place + step < list.length && list.at(this.#place + step) <= number) this.#place += step;
    }
    return this.#place < list.length && list.at(this.#place) === number;
  }
}
