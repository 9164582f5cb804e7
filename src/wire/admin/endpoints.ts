/** Every endpoint of the management API, in one table. */
import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoint.ts';
import { DOMAIN_ENDPOINTS } from './endpoints/domain.ts';
import { QUARANTINE_ENDPOINTS } from './endpoints/quarantine.ts';
import { QUEUE_ENDPOINTS } from './endpoints/queue.ts';
import { ROUTE_ENDPOINTS } from './endpoints/route.ts';
import { TRACE_ENDPOINTS } from './endpoints/trace.ts';
import {
  aliasSchema,
  certificateSchema,
  findingSchema,
  membershipSchema,
  messageQuotaSchema,
  newUserSchema,
  nothing,
  quotaSchema,
  serviceSchema,
  settingSchema,
  storageQuotaSchema,
  userPatchSchema,
  userSchema,
} from './schemas.ts';
import { statusSchema } from './status.ts';

const MAX_PAGE = 1000;
const IMPORT_BODY_BYTES = 8 * 1024 * 1024;

const pageSchema = z.strictObject({
  domain: z.string().max(256).optional(),
  query: z.string().max(256).optional(),
  after: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(100),
});
const byUserId = z.strictObject({ userId: z.string().max(256) });
const byMail = z.strictObject({ mail: z.string().max(512) });
const byName = z.strictObject({ name: z.string().max(100) });
const names = z.array(z.string().max(512)).max(10_000);

export const ENDPOINTS = {
  ...DOMAIN_ENDPOINTS,

  'user.list': endpoint({
    name: 'user.list',
    method: 'GET',
    path: '/users',
    summary: 'Lists users by User ID; `after` is the last User ID of the page before.',
    pathParameters: nothing,
    query: pageSchema,
    body: nothing,
    result: z.strictObject({ users: z.array(userSchema), total: z.int() }),
  }),
  'user.show': endpoint({
    name: 'user.show',
    method: 'GET',
    path: '/users/{userId}',
    summary: 'Shows one user.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: userSchema,
  }),
  'user.create': endpoint({
    name: 'user.create',
    method: 'POST',
    path: '/users',
    summary: 'Makes a user with account, password and mailboxes.',
    pathParameters: nothing,
    query: nothing,
    body: newUserSchema,
    result: userSchema,
  }),
  'user.import': endpoint({
    name: 'user.import',
    method: 'POST',
    path: '/users/import',
    summary: 'Makes the users of a CSV file; each is made or refused by itself.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      /** With a header line: userId, mail, password, and any other field of a user. */
      csv: z.string(),
      /** Only check. */
      dryRun: z.boolean().default(false),
    }),
    maxBodyBytes: IMPORT_BODY_BYTES,
    result: z.strictObject({
      /** Users made, or with `dryRun` users that can be made. */
      created: z.int(),
      refused: z.array(
        z.strictObject({
          /** Line of the file, from 1. */
          line: z.int(),
          userId: z.string(),
          code: z.string(),
          message: z.string(),
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  }),
  'user.update': endpoint({
    name: 'user.update',
    method: 'PATCH',
    path: '/users/{userId}',
    summary: 'Changes the fields that are given.',
    pathParameters: byUserId,
    query: nothing,
    body: userPatchSchema,
    result: userSchema,
  }),
  'user.password': endpoint({
    name: 'user.password',
    method: 'PUT',
    path: '/users/{userId}/password',
    summary: 'Sets the password.',
    pathParameters: byUserId,
    query: nothing,
    body: z.strictObject({ password: z.string().max(2048), mustChange: z.boolean().optional() }),
    result: nothing,
  }),
  'user.delete': endpoint({
    name: 'user.delete',
    method: 'DELETE',
    path: '/users/{userId}',
    summary: 'Deletes a user with the whole mail store of the account.',
    pathParameters: byUserId,
    query: nothing,
    body: nothing,
    result: nothing,
  }),

  'alias.list': endpoint({
    name: 'alias.list',
    method: 'GET',
    path: '/aliases',
    summary: 'Lists aliases by address; `after` is the last address of the page before.',
    pathParameters: nothing,
    query: pageSchema,
    body: nothing,
    result: z.strictObject({ aliases: z.array(aliasSchema) }),
  }),
  'alias.show': endpoint({
    name: 'alias.show',
    method: 'GET',
    path: '/aliases/{mail}',
    summary: 'Shows one alias.',
    pathParameters: byMail,
    query: nothing,
    body: nothing,
    result: aliasSchema,
  }),
  'alias.create': endpoint({
    name: 'alias.create',
    method: 'POST',
    path: '/aliases',
    summary: 'Makes an alias.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      mail: z.string().max(512),
      description: z.string().max(1000).optional(),
      membership: membershipSchema.optional(),
      owners: names.min(1),
      members: names,
    }),
    result: aliasSchema,
  }),
  'alias.update': endpoint({
    name: 'alias.update',
    method: 'PATCH',
    path: '/aliases/{mail}',
    summary: 'Changes an alias; `mail` renames it.',
    pathParameters: byMail,
    query: nothing,
    body: z.strictObject({
      mail: z.string().max(512).optional(),
      description: z.string().max(1000).optional(),
      membership: membershipSchema.optional(),
      addOwners: names.optional(),
      removeOwners: names.optional(),
      addMembers: names.optional(),
      removeMembers: names.optional(),
    }),
    result: aliasSchema,
  }),
  'alias.delete': endpoint({
    name: 'alias.delete',
    method: 'DELETE',
    path: '/aliases/{mail}',
    summary: 'Deletes an alias.',
    pathParameters: byMail,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
  'channel.list': endpoint({
    name: 'channel.list',
    method: 'GET',
    path: '/channels',
    summary: 'Lists the mailbox files and programs that aliases may have as members.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ files: z.array(z.string()), programs: z.array(z.string()) }),
  }),

  'quota.list': endpoint({
    name: 'quota.list',
    method: 'GET',
    path: '/quotas',
    summary: 'Lists limits and usage of the users.',
    pathParameters: nothing,
    query: pageSchema,
    body: nothing,
    result: z.strictObject({ quotas: z.array(quotaSchema) }),
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

  ...QUEUE_ENDPOINTS,
  ...TRACE_ENDPOINTS,
  ...QUARANTINE_ENDPOINTS,
  ...ROUTE_ENDPOINTS,

  'settings.list': endpoint({
    name: 'settings.list',
    method: 'GET',
    path: '/settings',
    summary: 'Lists the settings with their values, defaults and descriptions.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ settings: z.array(settingSchema) }),
  }),
  'settings.get': endpoint({
    name: 'settings.get',
    method: 'GET',
    path: '/settings/{name}',
    summary: 'Shows one setting.',
    pathParameters: byName,
    query: nothing,
    body: nothing,
    result: settingSchema,
  }),
  'settings.set': endpoint({
    name: 'settings.set',
    method: 'PUT',
    path: '/settings/{name}',
    summary: 'Changes a setting; it counts at once.',
    pathParameters: byName,
    query: nothing,
    body: z.strictObject({ value: z.json() }),
    result: settingSchema,
  }),
  'settings.reset': endpoint({
    name: 'settings.reset',
    method: 'DELETE',
    path: '/settings/{name}',
    summary: 'Puts the default back.',
    pathParameters: byName,
    query: nothing,
    body: nothing,
    result: settingSchema,
  }),

  'service.list': endpoint({
    name: 'service.list',
    method: 'GET',
    path: '/services',
    summary: 'Lists the services with their state.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({ services: z.array(serviceSchema) }),
  }),
  'certificate.show': endpoint({
    name: 'certificate.show',
    method: 'GET',
    path: '/certificate',
    summary: 'Shows the certificate in use.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: certificateSchema,
  }),
  status: endpoint({
    name: 'status',
    method: 'GET',
    path: '/status',
    summary: 'How the server is doing.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: statusSchema,
  }),
  check: endpoint({
    name: 'check',
    method: 'POST',
    path: '/check',
    summary: 'Recounts the whole store, beside normal work; with `repair`, mends what can be mended.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({ repair: z.boolean().default(false), verifyContents: z.boolean().default(true) }),
    result: z.strictObject({
      findings: z.array(findingSchema),
      /** There were more than are listed. */
      isTruncated: z.boolean(),
    }),
  }),
  compact: endpoint({
    name: 'compact',
    method: 'POST',
    path: '/compact',
    summary: 'Gives back the space of what was deleted longer ago than it is kept.',
    pathParameters: nothing,
    query: nothing,
    body: nothing,
    result: z.strictObject({
      tombstonesRemoved: z.int(),
      contentsRemoved: z.int(),
      segmentsRemoved: z.int(),
      freedBytes: z.int(),
    }),
  }),
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
