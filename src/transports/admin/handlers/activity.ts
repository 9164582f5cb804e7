/** Endpoint of the activity. */
import type { Handlers } from '../handler.ts';

export const activityHandlers: Handlers<'activity'> = {
  async 'activity.show'({ query: { range } }, { activity, clock }) {
    const { intervalMs, startMs, series } = activity.show(range, clock.nowMs());
    return {
      range,
      intervalSeconds: intervalMs / 1000,
      startedAt: new Date(startMs).toISOString(),
      series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, [...values]])),
    };
  },
};
