/** Rows of a kind by their ids, and in the orders that were asked for. */
import type { FollowedIndex } from '../followed/followed-kind.ts';

export type Order<Row> = (a: Row, b: Row) => number;

export class SortedRows<Id extends number, Row, Sort extends string> implements FollowedIndex<Id, Row> {
  readonly #rows = new Map<Id, Row>();
  readonly #orders: Readonly<Record<Sort, Order<Row>>>;
  readonly #sorted = new Map<Sort, readonly Row[]>();

  /** @param orders each of them total, so that a row is always in the same place. */
  constructor(orders: Readonly<Record<Sort, Order<Row>>>) {
    this.#orders = orders;
  }

  put(id: Id, row: Row | null): void {
    if (row === null) this.#rows.delete(id);
    else this.#rows.set(id, row);
    this.#sorted.clear();
  }

  get(id: Id): Row | undefined {
    return this.#rows.get(id);
  }

  get all(): Iterable<Row> {
    return this.#rows.values();
  }

  /** Kept until a row changes. */
  by(sort: Sort): readonly Row[] {
    let sorted = this.#sorted.get(sort);
    if (sorted === undefined) this.#sorted.set(sort, (sorted = [...this.#rows.values()].sort(this.#orders[sort])));
    return sorted;
  }
}

/** By one text, then by the next: they are folded already, and compare by their code units. */
export function byTexts<Row>(...keys: readonly ((row: Row) => string)[]): Order<Row> {
  return (a, b) => {
    for (const key of keys) {
      const [first, second] = [key(a), key(b)];
      if (first !== second) return first < second ? -1 : 1;
    }
    return 0;
  };
}

export function byNumber<Row>(key: (row: Row) => number, then: Order<Row>): Order<Row> {
  return (a, b) => key(a) - key(b) || then(a, b);
}
