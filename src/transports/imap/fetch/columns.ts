/** The columns that a FETCH needs of the store, collected while its items are looked at, each read once. */
import type { EntryField, EntryFields } from '../../../domain/ports/mailboxes.ts';

/** A row in the order of `fields`. */
export type Row = readonly EntryFields[EntryField][];

export type ColumnReader<F extends EntryField> = (row: Row) => EntryFields[F];

export class Columns {
  readonly #fields: ['uid', ...EntryField[]] = ['uid'];

  get fields(): readonly ['uid', ...EntryField[]] {
    return this.#fields;
  }

  /** Asks for a column; what is returned finds it in a row. */
  use<F extends EntryField>(field: F): ColumnReader<F> {
    const known = this.#fields.indexOf(field);
    const index = known < 0 ? this.#fields.push(field) - 1 : known;
    return (row) => row[index] as EntryFields[F];
  }
}
