/** Every endpoint of the management API, in one table. */
import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoint.ts';
import { ACTIVITY_ENDPOINTS } from './endpoints/activity.ts';
import { ADDRESS_BOOK_ENDPOINTS } from './endpoints/address-book.ts';
import { ALIAS_ENDPOINTS } from './endpoints/alias.ts';
import { APP_PASSWORD_ENDPOINTS } from './endpoints/app-password.ts';
import { AUDIT_ENDPOINTS } from './endpoints/audit.ts';
import { BULK_ENDPOINTS } from './endpoints/bulk.ts';
import { CERTIFICATE_ENDPOINTS } from './endpoints/certificate.ts';
import { CLIENT_SETUP_ENDPOINTS } from './endpoints/client-setup.ts';
import { DIRECTORY_ENDPOINTS } from './endpoints/directory.ts';
import { DOMAIN_ENDPOINTS } from './endpoints/domain.ts';
import { EVENT_ENDPOINTS } from './endpoints/events.ts';
import { FACTOR_ENDPOINTS } from './endpoints/factor.ts';
import { GROUP_ENDPOINTS } from './endpoints/group.ts';
import { HEALTH_ENDPOINTS } from './endpoints/health.ts';
import { LOG_ENDPOINTS } from './endpoints/log.ts';
import { ME_ENDPOINTS } from './endpoints/me.ts';
import { POLICY_ENDPOINTS } from './endpoints/policy.ts';
import { QUARANTINE_ENDPOINTS } from './endpoints/quarantine.ts';
import { QUEUE_ENDPOINTS } from './endpoints/queue.ts';
import { QUOTA_ENDPOINTS } from './endpoints/quota.ts';
import { ROUTE_ENDPOINTS } from './endpoints/route.ts';
import { SEARCH_ENDPOINTS } from './endpoints/search.ts';
import { SERVICE_ENDPOINTS } from './endpoints/service.ts';
import { SESSION_ENDPOINTS } from './endpoints/session.ts';
import { SIGN_IN_ENDPOINTS } from './endpoints/sign-in.ts';
import { TEST_MESSAGE_ENDPOINTS } from './endpoints/test-message.ts';
import { TRACE_ENDPOINTS } from './endpoints/trace.ts';
import { USER_ENDPOINTS } from './endpoints/user.ts';
import { findingSchema, nothing, settingSchema } from './schemas.ts';
import { statusSchema } from './status.ts';

const byName = z.strictObject({ name: z.string().max(100) });

export const ENDPOINTS = {
  ...DOMAIN_ENDPOINTS,
  ...USER_ENDPOINTS,
  ...GROUP_ENDPOINTS,
  ...ALIAS_ENDPOINTS,
  ...QUOTA_ENDPOINTS,
  ...POLICY_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
  ...SEARCH_ENDPOINTS,
  ...BULK_ENDPOINTS,
  ...ME_ENDPOINTS,
  ...ADDRESS_BOOK_ENDPOINTS,
  ...SIGN_IN_ENDPOINTS,
  ...FACTOR_ENDPOINTS,
  ...APP_PASSWORD_ENDPOINTS,
  ...CLIENT_SETUP_ENDPOINTS,
  ...SESSION_ENDPOINTS,
  ...QUEUE_ENDPOINTS,
  ...TRACE_ENDPOINTS,
  ...TEST_MESSAGE_ENDPOINTS,
  ...QUARANTINE_ENDPOINTS,
  ...ROUTE_ENDPOINTS,
  ...DIRECTORY_ENDPOINTS,
  ...CERTIFICATE_ENDPOINTS,
  ...SERVICE_ENDPOINTS,
  ...ACTIVITY_ENDPOINTS,
  ...HEALTH_ENDPOINTS,
  ...EVENT_ENDPOINTS,
  ...LOG_ENDPOINTS,

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
