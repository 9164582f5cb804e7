/** Endpoints of messages that were held back on arrival. Ids that are not there are named, and keep nothing from being done. REQUIREMENTS MI10 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { changedSchema, quarantinedSchema } from '../mail-schemas.ts';
import { nothing } from '../schemas.ts';

const MAX_PAGE = 1000;
const changed = changedSchema(z.int());
const byId = z.strictObject({ id: z.coerce.number().int().min(0) });
const ids = z.strictObject({ ids: z.array(z.int().min(0)).min(1).max(MAX_PAGE) });

export const QUARANTINE_ENDPOINTS = {
  'quarantine.list': endpoint({
    name: 'quarantine.list',
    method: 'GET',
    path: '/quarantine',
    summary: 'Lists messages in quarantine, newest first; `before` is the id of the last one of the page before.',
    pathParameters: nothing,
    query: z.strictObject({
      /** Part of the queue id, of the sender’s or of a recipient’s address. */
      query: z.string().max(256).optional(),
      before: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(100),
    }),
    body: nothing,
    result: z.strictObject({ messages: z.array(quarantinedSchema), total: z.int() }),
  }),
  'quarantine.show': endpoint({
    name: 'quarantine.show',
    method: 'GET',
    path: '/quarantine/{id}',
    summary: 'Shows one message in quarantine with its header.',
    pathParameters: byId,
    query: nothing,
    body: nothing,
    result: quarantinedSchema.extend({ header: z.string() }),
  }),
  'quarantine.release': endpoint({
    name: 'quarantine.release',
    method: 'POST',
    path: '/quarantine/release',
    summary: 'Delivers messages as if they had just come, without asking the filters again.',
    pathParameters: nothing,
    query: nothing,
    body: ids,
    result: changed,
  }),
  'quarantine.delete': endpoint({
    name: 'quarantine.delete',
    method: 'POST',
    path: '/quarantine/delete',
    summary: 'Deletes messages; nobody is told.',
    pathParameters: nothing,
    query: nothing,
    body: ids,
    result: changed,
  }),
} as const;
