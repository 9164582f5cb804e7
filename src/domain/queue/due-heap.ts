/** A binary heap of things that are due at a time; each knows its place, so that its time can change. */

export interface DueItem {
  /** Milliseconds since the epoch. Changed through the heap only. */
  dueMs: number;
  /** −1 while it is in no heap. */
  heapIndex: number;
}

export class DueHeap<T extends DueItem> {
  readonly #items: T[] = [];

  /** The one that is due first. */
  get first(): T | undefined {
    return this.#items[0];
  }

  /** Puts it in, or moves it to another time. */
  set(item: T, dueMs: number): void {
    const earlier = item.heapIndex >= 0 && dueMs < item.dueMs;
    item.dueMs = dueMs;
    if (item.heapIndex < 0) {
      item.heapIndex = this.#items.push(item) - 1;
      this.#rise(item);
    } else if (earlier) this.#rise(item);
    else this.#sink(item);
  }

  /** Takes it out; nothing happens when it is not in. */
  remove(item: T): void {
    const { heapIndex } = item;
    if (heapIndex < 0) return;
    item.heapIndex = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#place(last, heapIndex);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(item: T): void {
    let index = item.heapIndex;
    while (index > 0) {
      const parent = this.#items[(index - 1) >> 1];
      if (parent === undefined || parent.dueMs <= item.dueMs) break;
      this.#place(parent, index);
      index = (index - 1) >> 1;
    }
    this.#place(item, index);
  }

  #sink(item: T): void {
    let index = item.heapIndex;
    for (;;) {
      const left = this.#items[2 * index + 1];
      const right = this.#items[2 * index + 2];
      const child = right !== undefined && left !== undefined && right.dueMs < left.dueMs ? right : left;
      if (child === undefined || child.dueMs >= item.dueMs) break;
      const childIndex = child.heapIndex;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(item, index);
  }

  #place(item: T, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }
}
