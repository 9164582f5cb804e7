/** Colleagues and aliases, as everybody may look for them. REQUIREMENTS PM3 */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { nothing, profileSchema } from '../schemas.ts';
import { aliasRowSchema, tableFields, windowFields } from '../table-schemas.ts';

const colleagueSchema = z.strictObject({
  userId: z.string(),
  mail: z.string(),
  profile: profileSchema.omit({ alternateMail: true }),
  /** Addresses of those that he owns or is a member of. */
  aliases: z.array(z.string()),
});

/** How the caller stands to an alias. */
export const aliasStandingFields = {
  isOwner: z.boolean(),
  isMember: z.boolean(),
  /** What the caller may do for himself, by `me.update-alias` with his own User ID. */
  mayJoin: z.boolean(),
  mayLeave: z.boolean(),
} as const;

const knownAliasSchema = aliasRowSchema.extend(aliasStandingFields);

export const ADDRESS_BOOK_ENDPOINTS = {
  'me.find-users': endpoint({
    name: 'me.find-users',
    method: 'GET',
    path: '/me/find-users',
    summary:
      'Finds people of the organisation who are listed, by any word of their names, addresses, offices and telephones.',
    pathParameters: nothing,
    query: z.strictObject({ sort: z.enum(['name', 'mail']).default('name'), ...windowFields }),
    body: nothing,
    result: z.strictObject({ users: z.array(colleagueSchema), ...tableFields }),
  }),
  'me.find-aliases': endpoint({
    name: 'me.find-aliases',
    method: 'GET',
    path: '/me/find-aliases',
    summary: 'Finds aliases of the organisation, and tells which of them the caller may join or leave.',
    pathParameters: nothing,
    query: z.strictObject({ sort: z.enum(['mail', 'description']).default('mail'), ...windowFields }),
    body: nothing,
    result: z.strictObject({ aliases: z.array(knownAliasSchema), ...tableFields }),
  }),
} as const;

export type ColleagueView = z.output<typeof colleagueSchema>;
export type KnownAliasView = z.output<typeof knownAliasSchema>;
