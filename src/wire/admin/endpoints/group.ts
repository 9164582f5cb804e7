/** Endpoints of groups: users who are treated alike. They are called by `name@domain`. REQUIREMENTS DI1, DI8 */
import { z } from 'zod';
import { groupSchema } from '../directory-schemas.ts';
import { endpoint } from '../endpoint.ts';
import { accountPolicyPatchSchema, nothing } from '../schemas.ts';
import { groupTableQuerySchema, groupTableSchema } from '../table-schemas.ts';
import { limitSchema } from './page.ts';

const byGroup = z.strictObject({ name: z.string().max(512) });
const userIds = z.array(z.string().max(256)).max(10_000);

export const GROUP_ENDPOINTS = {
  'group.list': endpoint({
    name: 'group.list',
    method: 'GET',
    path: '/groups',
    summary: 'The table of groups, sorted and searched, from any row on.',
    pathParameters: nothing,
    query: groupTableQuerySchema,
    body: nothing,
    result: groupTableSchema,
  }),
  'group.show': endpoint({
    name: 'group.show',
    method: 'GET',
    path: '/groups/{name}',
    summary: 'Shows one group.',
    pathParameters: byGroup,
    query: nothing,
    body: nothing,
    result: groupSchema,
  }),
  'group.members': endpoint({
    name: 'group.members',
    method: 'GET',
    path: '/groups/{name}/members',
    summary:
      'Lists User IDs of the members in the order in which they were made; `after` is the last one of the page before.',
    pathParameters: byGroup,
    query: z.strictObject({ after: z.string().max(256).optional(), limit: limitSchema }),
    body: nothing,
    result: z.strictObject({ members: z.array(z.string()) }),
  }),
  'group.create': endpoint({
    name: 'group.create',
    method: 'POST',
    path: '/groups',
    summary: 'Makes a group.',
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({
      name: z.string().max(512),
      description: z.string().max(1000).optional(),
      rank: z.int().min(0).optional(),
      accountPolicy: accountPolicyPatchSchema.optional(),
      members: userIds.optional(),
    }),
    result: groupSchema,
  }),
  'group.update': endpoint({
    name: 'group.update',
    method: 'PATCH',
    path: '/groups/{name}',
    summary: 'Changes a group; `name`, without the domain, renames it.',
    pathParameters: byGroup,
    query: nothing,
    body: z.strictObject({
      name: z.string().max(256).optional(),
      description: z.string().max(1000).optional(),
      rank: z.int().min(0).optional(),
      accountPolicy: accountPolicyPatchSchema.optional(),
      addMembers: userIds.optional(),
      removeMembers: userIds.optional(),
    }),
    result: groupSchema,
  }),
  'group.delete': endpoint({
    name: 'group.delete',
    method: 'DELETE',
    path: '/groups/{name}',
    summary: 'Deletes a group; its members stay.',
    pathParameters: byGroup,
    query: nothing,
    body: nothing,
    result: nothing,
  }),
} as const;
