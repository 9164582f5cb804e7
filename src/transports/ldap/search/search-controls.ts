/** What the controls of a search ask for. */
import {
  CONTROL,
  parseAssertionControl,
  parsePageControl,
  parseSortControl,
  type SortKey,
} from '../../../wire/ldap/controls.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import type { FilterLimits } from '../../../wire/ldap/filter-limits.ts';
import type { Control, SearchRequest } from '../../../wire/ldap/request.ts';
import { controlValue } from '../control-values.ts';
import { type PageStart, parseCookie, searchDigest } from './page-cookie.ts';
import { BEGINNING } from './walk.ts';

export interface SearchControls {
  /** Null: unsorted. */
  readonly sort: readonly SortKey[] | null;
  readonly isSortCritical: boolean;
  readonly assertion: Filter | null;
  /** Null: all in one. */
  readonly pageSize: number | null;
  readonly start: PageStart;
  /** What the next cookie is bound to. */
  readonly digest: string;
  /** The client wants no further page. */
  readonly isOver: boolean;
}

const FIRST: PageStart = { ...BEGINNING, sent: 0 };

/** Throws Failure `invalid`, `too-many`, `unsupported` (a cookie of something else). */
export function readSearchControls(
  controls: readonly Control[],
  request: SearchRequest,
  limits: FilterLimits,
): SearchControls {
  const sortValue = controlValue(controls, CONTROL.sortRequest);
  const sort = sortValue === null ? null : parseSortControl(sortValue);
  const assertionValue = controlValue(controls, CONTROL.assertion);
  const pageValue = controlValue(controls, CONTROL.pagedResults);
  const page = pageValue === null ? null : parsePageControl(pageValue);
  const digest = page === null ? '' : searchDigest(request, sort ?? []);
  return {
    sort,
    isSortCritical: controls.some(({ type, isCritical }) => type === CONTROL.sortRequest && isCritical),
    assertion: assertionValue === null ? null : parseAssertionControl(assertionValue, limits),
    pageSize: page?.size ?? null,
    start: page === null || page.cookie.length === 0 ? FIRST : parseCookie(digest, page.cookie),
    digest,
    isOver: page?.size === 0,
  };
}
