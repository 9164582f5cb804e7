/** What a table shows, kept in the address: who comes back from a row, or is sent a link, sees the same. */
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'wouter';
import type { Sort } from './data-table.tsx';
import { useSearchText } from './use-search-text.ts';

export interface TableView<F extends string> {
  /** Of the search box. */
  readonly typed: string;
  type(text: string): void;
  readonly sort: Sort;
  setSort(sort: Sort): void;
  /** Empty: everything. */
  readonly filters: Readonly<Record<F, string>>;
  setFilter(name: F, value: string): void;
  /** As the endpoints of tables take it. */
  readonly query: Readonly<Record<string, string>>;
  /** Whether something may be hidden. */
  readonly isNarrowed: boolean;
}

export function useTableView<F extends string = never>(sort: Sort, filterNames: readonly F[] = []): TableView<F> {
  const [parameters, setParameters] = useSearchParams();
  const text = useSearchText(parameters.get('query') ?? '');
  const set = (values: Readonly<Record<string, string>>) =>
    setParameters((before) => withValues(before, values), { replace: true });
  const { asked } = text;
  const written = useRef(asked);
  useEffect(() => {
    if (written.current === asked) return;
    written.current = asked;
    setParameters((before) => withValues(before, { query: asked }), { replace: true });
  }, [asked, setParameters]);

  const filters = Object.fromEntries(filterNames.map((name) => [name, parameters.get(name) ?? ''])) as Record<
    F,
    string
  >;
  const chosen: Sort = {
    by: parameters.get('sort') ?? sort.by,
    direction: parameters.get('direction') === null ? sort.direction : directionOf(parameters.get('direction')),
  };
  return {
    typed: text.typed,
    type: text.type,
    sort: chosen,
    setSort: ({ by, direction }) => set({ sort: by, direction }),
    filters,
    setFilter: (name, value) => set({ [name]: value }),
    query: { query: asked, sort: chosen.by, direction: chosen.direction, ...filters },
    isNarrowed: asked !== '' || Object.values(filters).some((value) => value !== ''),
  };
}

/** Empty ones are left out. */
function withValues(parameters: URLSearchParams, values: Readonly<Record<string, string>>): URLSearchParams {
  for (const [name, value] of Object.entries(values)) {
    if (value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  return parameters;
}

function directionOf(text: string | null): Sort['direction'] {
  return text === 'descending' ? 'descending' : 'ascending';
}
