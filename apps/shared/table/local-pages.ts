/** Rows that are all at hand, for a table that would ask for them a page at a time. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ApiFailure } from '../api/failure.ts';
import type { Pages } from './use-pages.ts';

export function localPages<Row>(rows: readonly Row[]): Pages<Row> {
  return { total: rows.length, row: (index) => rows[index], show() {}, failure: null, retry() {} };
}

/** Rows of one answer: under way, refused, or there. */
export function answeredPages<Row>(
  { data, error, refetch }: Pick<UseQueryResult<unknown, ApiFailure>, 'data' | 'error' | 'refetch'>,
  rows: readonly Row[],
): Pages<Row> {
  return {
    ...localPages(rows),
    total: data === undefined ? undefined : rows.length,
    failure: data === undefined ? error : null,
    retry: () => void refetch(),
  };
}
