/**
 * What happens on the server, as it happens: what was read before is asked for again, so that a privilege that was
 * withdrawn is gone from the page at once. DI8
 */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { addressOf, failureOf, REQUEST_HEADERS } from './call.ts';
import { readEventStream, type ServerEvent } from './event-stream.ts';
import { pause } from './pause.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Listeners of the page for what is no answer that is kept, such as samples of a chart. */
const listeners = new Set<(event: ServerEvent) => void>();

export function onServerEvent(listener: (event: ServerEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param onEnd the session is over */
export function useEvents(onEnd: () => void): void {
  const client = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    void follow(client, onEnd, leaving.signal);
    return () => leaving.abort();
  }, [client, onEnd]);
}

async function follow(client: QueryClient, onEnd: () => void, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await fetch(addressOf('events'), {
        headers: REQUEST_HEADERS,
        credentials: 'same-origin',
        signal,
      });
      if (response.status === 401) return onEnd();
      if (!response.ok || response.body === null) throw await failureOf(response);
      // What has happened since an answer came, and before this, nobody has told.
      await client.invalidateQueries({ predicate: ({ state }) => state.status !== 'pending' });
      waitMs = FIRST_WAIT_MS;
      for await (const event of readEventStream(response.body)) take(event, client);
    } catch {
      if (signal.aborted) return;
    }
    await pause(waitMs, signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}

function take(event: ServerEvent, client: QueryClient): void {
  for (const listener of listeners) listener(event);
  if (event.name === 'lagged') void client.invalidateQueries();
  else if (event.name === 'directory')
    for (const noun of nounsOf(event)) void client.invalidateQueries({ queryKey: [noun] });
  else if (event.name !== 'activity') void client.invalidateQueries({ queryKey: [event.name] });
}

/** A change of one thing shows in what is told of others: members of an alias, the quota of a user. */
function nounsOf({ data }: ServerEvent): readonly string[] {
  const kind = typeof data.kind === 'string' ? data.kind : 'user';
  return [...new Set([kind, 'user', 'alias', 'group', 'domain', 'quota', 'policy', 'audit', 'search'])];
}
