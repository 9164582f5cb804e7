/** Endpoints of quotas. REQUIREMENTS ST6 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { messageQuotaSchema, nothing, quotaSchema, storageQuotaSchema } from '../schemas.ts';
import { quotaTableQuerySchema, quotaTableSchema } from '../table-schemas.ts';

const byUserId = z.strictObject({ userId: z.string().max(256) });

export const QUOTA_ENDPOINTS = {
  'quota.list': endpoint({
    name: 'quota.list',
    method: 'GET',
    path: '/quotas',
    summary: 'The table of limits and usage of the users in use, sorted and searched, from any row on.',
    pathParameters: nothing,
    query: quotaTableQuerySchema,
    body: nothing,
    result: quotaTableSchema,
  }),
  'quota.show': endpoint({
    name: 'quota.show',
    method: 'GET',
    path: '/quotas/{userId}',
    summary: 'Shows limits and usage of one user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: quotaSchema,
  }),
  'quota.set': endpoint({
    name: 'quota.set',
    method: 'PUT',
    path: '/quotas/{userId}',
    summary: 'Sets the limits of one user.',
    pathParameters: byUserId,
    query: nothing,
    body: z.strictObject({ storageQuota: storageQuotaSchema.optional(), messageQuota: messageQuotaSchema.optional() }),
    result: quotaSchema,
  }),
} as const;
