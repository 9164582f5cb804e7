/** Endpoints of aliases, and of what may be their members beside people. REQUIREMENTS DI3, MI5 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { aliasSchema, membershipSchema, nothing } from '../schemas.ts';
import { aliasTableQuerySchema, aliasTableSchema } from '../table-schemas.ts';

const byMail = z.strictObject({ mail: z.string().max(512) });
const names = z.array(z.string().max(512)).max(10_000);

/** What is absent stays. */
export const aliasPatchSchema = z.strictObject({
  mail: z.string().max(512).optional(),
  description: z.string().max(1000).optional(),
  membership: membershipSchema.optional(),
  addOwners: names.optional(),
  removeOwners: names.optional(),
  addMembers: names.optional(),
  removeMembers: names.optional(),
});

export const newAliasSchema = z.strictObject({
  mail: z.string().max(512),
  description: z.string().max(1000).optional(),
  membership: membershipSchema.optional(),
  owners: names.min(1),
  members: names,
});

export const ALIAS_ENDPOINTS = {
  'alias.list': endpoint({
    name: 'alias.list',
    method: 'GET',
    path: '/aliases',
    summary: 'The table of aliases, sorted and searched, from any row on.',
    pathParameters: nothing,
    query: aliasTableQuerySchema,
    body: nothing,
    result: aliasTableSchema,
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
    body: newAliasSchema,
    result: aliasSchema,
  }),
  'alias.update': endpoint({
    name: 'alias.update',
    method: 'PATCH',
    path: '/aliases/{mail}',
    summary: 'Changes an alias; `mail` renames it.',
    pathParameters: byMail,
    query: nothing,
    body: aliasPatchSchema,
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
} as const;
