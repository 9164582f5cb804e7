/** Rows that are all at hand, for a table that would ask for them a page at a time. */
import type { Pages } from './use-pages.ts';

export function localPages<Row>(rows: readonly Row[]): Pages<Row> {
  return { total: rows.length, row: (index) => rows[index], show() {}, failure: null, retry() {} };
}
