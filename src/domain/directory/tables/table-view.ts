/** A part of a table, as it is sorted, searched and looked at. */
export interface TableView<Sort extends string> {
  readonly sort: Sort;
  readonly direction: 'ascending' | 'descending';
  /** Words that all have to be found; absent or without words: everything. */
  readonly query?: string;
  readonly offset: number;
  readonly limit: number;
}

export interface TablePage<Row> {
  readonly rows: readonly Row[];
  /** Rows of the whole table. */
  readonly total: number;
  /** Another one as soon as anything of the kind has changed: pages of before may overlap those of now, or leave gaps. */
  readonly revision: string;
}

/** Those rows of a sorted table that are wanted, from `offset` on. */
export function pageOf<Row>(
  sorted: readonly Row[],
  { direction, offset, limit }: Pick<TableView<string>, 'direction' | 'offset' | 'limit'>,
  isWanted: (row: Row) => boolean,
): { readonly rows: Row[]; readonly total: number } {
  const rows: Row[] = [];
  let total = 0;
  const isDescending = direction === 'descending';
  for (let at = 0; at < sorted.length; at += 1) {
    const row = sorted[isDescending ? sorted.length - 1 - at : at];
    if (row === undefined || !isWanted(row)) continue;
    if (total >= offset && rows.length < limit) rows.push(row);
    total += 1;
  }
  return { rows, total };
}
