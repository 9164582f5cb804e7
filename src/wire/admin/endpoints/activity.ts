/** What the server does, as series for charts. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

export const activityRangeSchema = z.enum(['15m', '24h', '90d']);

export const activitySchema = z.strictObject({
  range: activityRangeSchema,
  /** Between two values. */
  intervalSeconds: z.int(),
  /** Of the first value; the next ones follow each other by the interval, up to now. */
  startedAt: z.iso.datetime(),
  /**
   * By metric; null where the server did not run. Counts in each interval: received, refused, sent, filed, junk,
   * signIns, failedSignIns. Means: queue, cpuPercent (of one processor), memoryBytes, diskUsedBytes, diskFreeBytes,
   * sessions.SERVICE. Largest: eventLoopMs.
   */
  series: z.record(z.string(), z.array(z.number().nullable())),
});

export const ACTIVITY_ENDPOINTS = {
  'activity.show': endpoint({
    name: 'activity.show',
    method: 'GET',
    path: '/activity',
    summary:
      'Shows what the server did: messages, sessions, sign-ins, processor, memory and disk; every 5 seconds for 15 minutes, each minute for a day or each hour for 90 days.',
    pathParameters: nothing,
    query: z.strictObject({ range: activityRangeSchema.default('15m') }),
    body: nothing,
    result: activitySchema,
  }),
} as const;

export type ActivityView = z.output<typeof activitySchema>;
