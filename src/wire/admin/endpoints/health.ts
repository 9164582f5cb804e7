/** Whether all is well, in words. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

export const healthSchema = z.strictObject({
  overall: z.enum(['well', 'attention', 'trouble']),
  /** Trouble first, then what has lasted longest. */
  findings: z.array(
    z.strictObject({
      /** The sentence of the catalogue is `health.CODE`; what to do is `health.CODE.do`. */
      code: z.string(),
      severity: z.enum(['attention', 'trouble']),
      values: z.record(z.string(), z.union([z.string(), z.number()])),
      since: z.iso.datetime(),
      /** Of the Server Manager: where there is more of it. */
      screen: z.string(),
      /** The same on the command line. */
      command: z.string(),
    }),
  ),
  /** Of the check that was made longest ago; null before all have been made. */
  checkedAt: z.iso.datetime().nullable(),
});

const shared = { pathParameters: nothing, query: nothing, body: nothing, result: healthSchema } as const;

export const HEALTH_ENDPOINTS = {
  'health.show': endpoint({
    ...shared,
    name: 'health.show',
    method: 'GET',
    path: '/health',
    summary: 'Says whether all is well: what was found within the last minute, and of DNS within the last hour.',
  }),
  'health.check': endpoint({
    ...shared,
    name: 'health.check',
    method: 'POST',
    path: '/health/check',
    summary: 'Makes all checks now, which may take seconds, and says whether all is well.',
  }),
} as const;

export type HealthView = z.output<typeof healthSchema>;
