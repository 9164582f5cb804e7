/** The log a page at a time: each begins where the one before ended. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { type Answer, call, type Input } from '../../shared/api/call.ts';
import type { ApiFailure } from '../../shared/api/failure.ts';
import { keyOf } from '../../shared/api/use-api.ts';

const PAGE = 50;

export interface AuditPages {
  /** Undefined before the first answer. */
  readonly entries: readonly AuditEntryView[] | undefined;
  readonly hasMore: boolean;
  readonly isRunning: boolean;
  readonly failure: ApiFailure | null;
  readonly readMore: () => void;
  readonly retry: () => void;
}

export function useAuditPages(query: NonNullable<Input<'audit.list'>['query']>): AuditPages {
  const result = useInfiniteQuery<Answer<'audit.list'>, ApiFailure>({
    queryKey: [...keyOf('audit.list', { query }), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call('audit.list', { query: { ...query, limit: PAGE, before: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (previous) => previous,
  });
  return {
    entries: result.data?.pages.flatMap(({ entries }) => entries),
    hasMore: result.hasNextPage,
    isRunning: result.isFetchingNextPage,
    failure: result.data === undefined || result.isFetchNextPageError ? result.error : null,
    readMore: () => void result.fetchNextPage(),
    retry: () => void result.refetch(),
  };
}
