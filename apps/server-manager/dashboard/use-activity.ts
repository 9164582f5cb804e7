/** What the server did, and what it does: the newest values come by themselves. */
import { useEffect, useState } from 'react';
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { onServerEvent } from '../../shared/api/use-events.ts';
import { withSample } from './with-sample.ts';

export type ActivityRange = ActivityView['range'];

/** Short ranges are followed by events; this is for the rest, and for events that were missed. */
const AGAIN_MS = 60_000;

export function useActivity(range: ActivityRange) {
  const asked = useRead('activity.show', { query: { range } }, { refetchEveryMs: AGAIN_MS, keepsPrevious: true });
  const [live, setLive] = useState<ActivityView | null>(null);
  const { data } = asked;
  useEffect(() => setLive(data?.range === '15m' ? data : null), [data]);
  useEffect(
    () =>
      onServerEvent(({ name, data: sample }) => {
        if (name === 'activity') setLive((before) => before && withSample(before, sample));
      }),
    [],
  );
  const isLive = live !== null && data?.range === live.range;
  return { ...asked, data: isLive ? live : data } as typeof asked;
}
