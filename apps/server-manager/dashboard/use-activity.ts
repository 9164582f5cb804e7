/** What the server did, and what it does: the newest values come by themselves. */
import { useEffect, useState } from 'react';
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { onServerEvent } from '../../shared/api/use-events.ts';
import { withSample } from './with-sample.ts';

export type ActivityRange = ActivityView['range'];

/** Short ranges are followed by events; this is for the rest, and for events that were missed. */
const AGAIN_MS = 60_000;

interface Live {
  /** The answer that it began with: another one tells everything anew. */
  readonly from: ActivityView;
  readonly now: ActivityView;
}

export function useActivity(range: ActivityRange) {
  const asked = useRead('activity.show', { query: { range } }, { refetchEveryMs: AGAIN_MS, keepsPrevious: true });
  const [live, setLive] = useState<Live | null>(null);
  const { data } = asked;
  useEffect(() => {
    if (data?.range !== '15m') return;
    return onServerEvent(({ name, data: sample }) => {
      if (name !== 'activity') return;
      setLive((before) => ({ from: data, now: withSample(before?.from === data ? before.now : data, sample) }));
    });
  }, [data]);
  return { ...asked, data: live !== null && live.from === data ? live.now : data } as typeof asked;
}
