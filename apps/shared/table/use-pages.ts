/** Rows of a long list, a page at a time: only what is looked at is asked for. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import { call, type Input } from '../api/call.ts';
import type { ApiFailure } from '../api/failure.ts';
import { keyOf } from '../api/use-api.ts';

export const ROWS_PER_PAGE = 100;

/** What endpoints of lists answer, beside the rows. */
export interface ListAnswer {
  readonly total: number;
  /** Changes when anything of the kind does: pages of two revisions do not belong together. */
  readonly revision?: string;
}

export interface Pages<Row> {
  /** Undefined before the first answer. */
  readonly total: number | undefined;
  /** Undefined while its page is under way. */
  row(index: number): Row | undefined;
  /** Rows in sight: their pages are asked for. */
  show(first: number, last: number): void;
  readonly failure: ApiFailure | null;
  readonly retry: () => void;
}

/** @param rowsOf the rows of an answer. */
export function usePages<Row>(
  name: EndpointName,
  query: Readonly<Record<string, unknown>>,
  rowsOf: (answer: never) => readonly Row[],
): Pages<Row> {
  const client = useQueryClient();
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const wanted = useMemo(() => pagesBetween(sight.first, sight.last), [sight]);
  const results = useQueries({
    queries: wanted.map((page) => {
      const input = { query: { ...query, offset: page * ROWS_PER_PAGE, limit: ROWS_PER_PAGE } };
      return {
        queryKey: keyOf(name, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => call(name, input as unknown as Input<EndpointName>, signal),
      };
    }),
  });
  const answers = results.map(({ data }) => data as (ListAnswer & object) | undefined);
  const revisions = new Set(answers.flatMap((answer) => answer?.revision ?? []));
  const isMixed = revisions.size > 1;
  // Something changed between two pages: rows may have moved from one to the other.
  useEffect(() => {
    if (isMixed) void client.invalidateQueries({ queryKey: [name.split('.')[0]] });
  }, [isMixed, client, name]);
  const show = useCallback((first: number, last: number) => {
    setSight((before) => (samePages(before, { first, last }) ? before : { first, last }));
  }, []);
  const known = answers.find((answer) => answer !== undefined);
  return {
    total: known?.total,
    row(index) {
      const at = wanted.indexOf(Math.floor(index / ROWS_PER_PAGE));
      const answer = at === -1 ? undefined : answers[at];
      return answer === undefined ? undefined : rowsOf(answer as never)[index % ROWS_PER_PAGE];
    },
    show,
    failure: (results.find(({ error }) => error !== null)?.error as ApiFailure | undefined) ?? null,
    retry: () => void Promise.all(results.map(({ refetch }) => refetch())),
  };
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(first / ROWS_PER_PAGE);
  const to = Math.floor(Math.max(first, last) / ROWS_PER_PAGE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function samePages(a: { first: number; last: number }, b: { first: number; last: number }): boolean {
  return pagesBetween(a.first, a.last).join() === pagesBetween(b.first, b.last).join();
}
