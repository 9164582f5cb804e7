/** A table that is narrowed to the domain that is chosen for all of them. SM1 */
import { useDomain } from '../session/domain.tsx';
import type { Sort } from './data-table.tsx';
import { type TableView, useTableView } from './use-table-view.ts';

/** As `useTableView`, with the filter `domain` besides those that are named. */
export function useDomainView<F extends string = never>(
  sort: Sort,
  filterNames: readonly F[] = [],
): TableView<F | 'domain'> {
  const view = useTableView(sort, filterNames);
  const { domain, choose } = useDomain();
  return {
    ...view,
    filters: { ...view.filters, domain },
    setFilter: (name, value) => (name === 'domain' ? choose(value) : view.setFilter(name, value)),
    query: { ...view.query, domain },
    isNarrowed: view.isNarrowed || domain !== '',
  };
}
