/** The record of every change. REQUIREMENTS SM6 */
import { z } from 'zod';
import { auditEntrySchema, auditTargetKindSchema } from '../directory-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { nothing } from '../schemas.ts';
import { limitSchema } from './page.ts';

export const AUDIT_ENDPOINTS = {
  'audit.list': endpoint({
    name: 'audit.list',
    method: 'GET',
    path: '/audit',
    summary:
      'Lists changes of the directory and the settings, newest first; `before` is the id of the last one of the page before.',
    pathParameters: nothing,
    query: z.strictObject({
      /** User ID of who made the change. */
      actor: z.string().max(256).optional(),
      targetKind: auditTargetKindSchema.optional(),
      /** By the name that it had then; only with `targetKind`. */
      target: z.string().max(512).optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: limitSchema,
    }),
    body: nothing,
    result: z.strictObject({ entries: z.array(auditEntrySchema) }),
  }),
} as const;
