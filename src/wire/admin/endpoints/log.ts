/** The last lines of the log. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';

export const logLevelSchema = z.enum(['debug', 'info', 'warn', 'error']);

const MAX_LINES = 1000;

export const logLineSchema = z.strictObject({
  number: z.int(),
  at: z.string(),
  level: logLevelSchema,
  message: z.string(),
  /** What the line tells beside its message; characters that steer a terminal are replaced. */
  fields: z.record(z.string(), z.string()),
});

export const LOG_ENDPOINTS = {
  'log.list': endpoint({
    name: 'log.list',
    method: 'GET',
    path: '/log',
    summary:
      'Lists the last lines of the log of this server process, oldest first; `after` is the number of the last one that is known.',
    pathParameters: nothing,
    query: z.strictObject({
      /** This level and those above. */
      level: logLevelSchema.default('debug'),
      /** Anywhere in the line, without regard to case. */
      query: z.string().max(200).optional(),
      /** Of the server: `imap`, `smtp`, `admin`. */
      service: z.string().max(50).optional(),
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(MAX_LINES).default(200),
    }),
    body: nothing,
    result: z.strictObject({
      lines: z.array(logLineSchema),
      /** Of the newest line of all, also of those that were not asked for: what to ask after next time. */
      last: z.int(),
    }),
  }),
} as const;

export type LogLineView = z.output<typeof logLineSchema>;
