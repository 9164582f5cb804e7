/** One more interval at the end of series, in place of the first one. */
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';

/** @param sample of an event `activity`: `at` and the values by metric. One that is not newer changes nothing. */
export function withSample(activity: ActivityView, sample: Readonly<Record<string, unknown>>): ActivityView {
  const { series, startedAt, intervalSeconds } = activity;
  const length = Object.values(series)[0]?.length ?? 0;
  const startMs = Date.parse(startedAt);
  const intervalMs = intervalSeconds * 1000;
  const place = Math.floor((Date.parse(String(sample.at)) - startMs) / intervalMs);
  const added = place - (length - 1);
  // After a long sleep everything is asked for again anyway.
  if (!Number.isFinite(place) || added < 1 || added > length) return activity;
  const values = (sample.values ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...activity,
    startedAt: new Date(startMs + added * intervalMs).toISOString(),
    series: Object.fromEntries(
      Object.entries(series).map(([name, known]) => {
        const value = values[name];
        const missed = Array.from({ length: added - 1 }, () => null);
        return [name, [...known.slice(added), ...missed, typeof value === 'number' ? value : null]];
      }),
    ),
  };
}
