/** Reading from and changing through the management API inside components. */
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EndpointName } from '../../../src/wire/admin/endpoints.ts';
import { type Answer, call, type Input } from './call.ts';
import type { ApiFailure } from './failure.ts';

interface ReadOptions {
  /** Not asked while false. */
  readonly isWanted?: boolean;
  readonly refetchEveryMs?: number;
  /** What was there for the input before stays visible until the answer comes. */
  readonly keepsPrevious?: boolean;
}

/** What an endpoint answers. Kept until something of the same noun changes: `user.update` makes `user.list` be asked again. */
export function useRead<N extends EndpointName>(
  name: N,
  input: Input<N> = {},
  { isWanted = true, refetchEveryMs, keepsPrevious = false }: ReadOptions = {},
): UseQueryResult<Answer<N>, ApiFailure> {
  const result = useQuery<unknown, ApiFailure>({
    queryKey: keyOf(name, input),
    queryFn: ({ signal }) => call(name, input, signal),
    enabled: isWanted,
    ...(refetchEveryMs === undefined ? {} : { refetchInterval: refetchEveryMs }),
    ...(keepsPrevious ? { placeholderData: (previous: unknown) => previous } : {}),
  });
  return result as UseQueryResult<Answer<N>, ApiFailure>;
}

export function keyOf(name: EndpointName, input: object = {}): readonly unknown[] {
  return [nounOf(name), name, input];
}

/** `user` of `user.list`. */
export function nounOf(name: string): string {
  return name.split('.')[0] ?? name;
}

export interface Change<N extends EndpointName> {
  /** Resolves with the answer, or with null where it was refused: the failure is in `failure` then. */
  run(input: Input<N>): Promise<Answer<N> | null>;
  readonly isRunning: boolean;
  readonly failure: ApiFailure | null;
  forget(): void;
}

/** @param alsoStale nouns that change along with the endpoint's own. */
export function useChange<N extends EndpointName>(name: N, alsoStale: readonly string[] = []): Change<N> {
  const client = useQueryClient();
  const mutation = useMutation<Answer<N>, ApiFailure, Input<N>>({
    mutationFn: (input) => call(name, input),
    onSettled: () =>
      Promise.all([nounOf(name), ...alsoStale].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
  return {
    run: (input) => mutation.mutateAsync(input).catch(() => null),
    isRunning: mutation.isPending,
    failure: mutation.error,
    forget: () => mutation.reset(),
  };
}
