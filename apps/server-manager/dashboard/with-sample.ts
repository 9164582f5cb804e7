/** What was found in the last interval, or in the next ones: as many are left out at the beginning. */
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';

/**
 * @param sample of an event `activity`: `at` and the values by metric. The last interval of an answer may have none yet;
 * what is already known stays.
 */
export function withSample(activity: ActivityView, sample: Readonly<Record<string, unknown>>): ActivityView {
  const { series, startedAt, intervalSeconds } = activity;
  const length = Object.values(series)[0]?.length ?? 0;
  const startMs = Date.parse(startedAt);
  const intervalMs = intervalSeconds * 1000;
  const place = Math.floor((Date.parse(String(sample.at)) - startMs) / intervalMs);
  const added = place - (length - 1);
  // After a long sleep everything is asked for again anyway.
  if (!Number.isFinite(place) || added < 0 || added > length) return activity;
  const values = (sample.values ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...activity,
    startedAt: new Date(startMs + added * intervalMs).toISOString(),
    series: Object.fromEntries(
      Object.entries(series).map(([name, before]) => {
        const value = values[name];
        const moved = [...before.slice(added), ...Array.from({ length: added }, () => null)];
        const last = moved.at(-1) ?? (typeof value === 'number' ? value : null);
        return [name, [...moved.slice(0, -1), last]];
      }),
    ),
  };
}
