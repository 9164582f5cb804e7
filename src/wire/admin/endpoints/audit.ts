/** The record of every change. REQUIREMENTS SM6 */
import { z } from 'zod';
import { auditEntrySchema, auditTargetKindSchema } from '../directory-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';
import { MAX_QUERY_LENGTH } from '../table-schemas.ts';
import { limitSchema } from './page.ts';

export const AUDIT_ENDPOINTS = {
  'audit.list': endpoint({
    name: 'audit.list',
    method: 'GET',
    path: '/audit',
    summary:
      'Lists changes of the directory and the settings, newest first; `next` of a page is `before` of the one behind it.',
    pathParameters: nothing,
    query: z.strictObject({
      /** User ID of who made the change. */
      actor: z.string().max(256).optional(),
      targetKind: auditTargetKindSchema.optional(),
      /** By the name that it had then; only with `targetKind`. */
      target: z.string().max(512).optional(),
      /** `noun.verb` */
      action: z.string().max(100).optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      /** Before this time. */
      until: z.iso.datetime({ offset: true }).optional(),
      /** Words that all have to stand in what was done, to what, by whom, or in the values before and after. */
      text: z.string().max(MAX_QUERY_LENGTH).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: limitSchema,
    }),
    body: nothing,
    result: z.strictObject({
      entries: z.array(auditEntrySchema),
      /** `before` of the next page; null where there are no more. A page may have fewer entries than the limit, and still another behind it. */
      next: z.int().nullable(),
    }),
  }),
  'audit.undo': endpoint({
    name: 'audit.undo',
    method: 'POST',
    path: '/audit/{id}/undo',
    summary: 'Takes a change back, where what it made is still so; that is a change itself.',
    pathParameters: z.strictObject({ id: z.coerce.number().int().min(1) }),
    query: nothing,
    body: nothing,
    result: auditEntrySchema,
  }),
} as const;
