/** The same done to many users or aliases, each by itself. REQUIREMENTS SM3, SM4 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { languageSchema, messageQuotaSchema, nothing, storageQuotaSchema } from '../schemas.ts';

/** Of one request. */
export const MAX_AT_ONCE = 1000;

const kinds = <const K extends readonly [string, ...string[]]>(...names: K) => z.object({ kind: z.enum(names) });

const userActionSchema = z.union([
  kinds('enable', 'disable', 'archive', 'restore', 'require-password-change').strict(),
  /** `handOverTo`: User ID of who takes their places in aliases, catch-alls and others’ forwarding. */
  kinds('delete')
    .extend({ handOverTo: z.string().max(256).optional() })
    .strict(),
  kinds('quota')
    .extend({ storageQuota: storageQuotaSchema.optional(), messageQuota: messageQuotaSchema.optional() })
    .strict(),
  /** `name@domain` */
  kinds('add-to-group', 'remove-from-group')
    .extend({ group: z.string().max(512) })
    .strict(),
  kinds('language').extend({ language: languageSchema.nullable() }).strict(),
]);

const aliasActionSchema = z.union([
  kinds('delete').strict(),
  kinds('add-members', 'remove-members')
    .extend({ members: z.array(z.string().max(512)).min(1).max(1000) })
    .strict(),
]);

/** Null: it was done, or was so already. */
const errorSchema = z
  .strictObject({ code: z.string(), message: z.string(), detail: z.record(z.string(), z.unknown()) })
  .nullable();

export const BULK_ENDPOINTS = {
  'user.bulk': endpoint({
    name: 'user.bulk',
    method: 'POST',
    path: '/users/bulk',
    summary:
      'Does the same to many users, each by itself; one that is refused does not keep the others from being done.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ userIds: z.array(z.string().max(256)).min(1).max(MAX_AT_ONCE), action: userActionSchema }),
    maxBodyBytes: 1024 * 1024,
    result: z.strictObject({ outcomes: z.array(z.strictObject({ userId: z.string(), error: errorSchema })) }),
  }),
  'alias.bulk': endpoint({
    name: 'alias.bulk',
    method: 'POST',
    path: '/aliases/bulk',
    summary: 'Does the same to many aliases, each by itself.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ mails: z.array(z.string().max(512)).min(1).max(MAX_AT_ONCE), action: aliasActionSchema }),
    maxBodyBytes: 1024 * 1024,
    result: z.strictObject({ outcomes: z.array(z.strictObject({ mail: z.string(), error: errorSchema })) }),
  }),
} as const;

export type UserActionInput = z.input<typeof userActionSchema>;
