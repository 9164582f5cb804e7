/**
 * Tables: what can be sorted, searched and jumped into, and the slim rows that they show. REQUIREMENTS SM2, SM3, SM4
 *
 * Rows are counted from the beginning of the table as it is sorted and searched. `revision` is another one as soon as
 * anything in the kind has changed, so that whoever holds pages of before asks for them again.
 */
import { z } from 'zod';
import { groupSchema } from './directory-schemas.ts';
import { aliasSchema, domainSchema, membershipSchema, quotaSchema, roleSchema } from './schemas.ts';

/** Rows of one page. */
export const MAX_ROWS = 500;
const MAX_OFFSET = 10_000_000;
/** Of a search text: words that all have to be found. */
export const MAX_QUERY_LENGTH = 256;
/** Owners and members that a row names; the others are only counted. */
export const MAX_NAMED = 10;

export const directionSchema = z.enum(['ascending', 'descending']).default('ascending');

export const windowFields = {
  /** Each of its words has to stand somewhere in the texts of a row, without regard to case. */
  query: z.string().max(MAX_QUERY_LENGTH).optional(),
  direction: directionSchema,
  /** Rows that are passed over. */
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_ROWS).default(100),
};
const domainField = { domain: z.string().max(256).optional() };

/** Rows of the whole table, and which state of it this is. */
export const tableFields = { total: z.int(), revision: z.string() };

export const userSortSchema = z.enum(['userId', 'name', 'mail', 'domain', 'createdAt', 'storageBytes', 'lastSignInAt']);
/** `in-use` is all but the archived. */
export const userStateFilterSchema = z.enum(['in-use', 'enabled', 'disabled', 'archived', 'all']);

export const userTableQuerySchema = z.strictObject({
  ...domainField,
  role: roleSchema.optional(),
  /** Its members: `name@domain`. */
  group: z.string().max(512).optional(),
  state: userStateFilterSchema.default('in-use'),
  sort: userSortSchema.default('userId'),
  ...windowFields,
});

export const userRowSchema = z.strictObject({
  userId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  mail: z.string(),
  domain: z.string(),
  role: roleSchema,
  state: z.enum(['enabled', 'disabled', 'archived']),
  isListed: z.boolean(),
  /** Kept by a remote directory. */
  isMirrored: z.boolean(),
  hasSecondFactor: z.boolean(),
  storageBytes: z.int(),
  /** What is in force; null is without limit. */
  storageLimitBytes: z.int().nullable(),
  messageCount: z.int(),
  /** To the quarter of an hour; null: never. */
  lastSignInAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

export const userTableSchema = z.strictObject({ users: z.array(userRowSchema), ...tableFields });

export const aliasSortSchema = z.enum(['mail', 'description', 'membership', 'owner', 'members', 'createdAt']);

export const aliasTableQuerySchema = z.strictObject({
  ...domainField,
  /** User ID of one of its owners. */
  owner: z.string().max(256).optional(),
  /** User ID of one of its members, directly. */
  member: z.string().max(256).optional(),
  sort: aliasSortSchema.default('mail'),
  ...windowFields,
});

export const aliasRowSchema = aliasSchema.extend({
  domain: z.string(),
  /** The first MAX_NAMED of them. */
  owners: z.array(z.string()),
  members: z.array(z.string()),
  ownerCount: z.int(),
  memberCount: z.int(),
  membership: membershipSchema,
});

export const aliasTableSchema = z.strictObject({ aliases: z.array(aliasRowSchema), ...tableFields });

export const groupSortSchema = z.enum(['name', 'description', 'rank', 'members', 'createdAt']);

export const groupTableQuerySchema = z.strictObject({
  ...domainField,
  /** User ID of one of its members. */
  member: z.string().max(256).optional(),
  sort: groupSortSchema.default('name'),
  ...windowFields,
});

export const groupRowSchema = groupSchema.extend({ domain: z.string(), memberCount: z.int() });

export const groupTableSchema = z.strictObject({ groups: z.array(groupRowSchema), ...tableFields });

/** There are few: all of them at once. Users are those in use, archived ones are counted apart. */
export const domainRowSchema = domainSchema.extend({
  userCount: z.int(),
  archivedCount: z.int(),
  aliasCount: z.int(),
  groupCount: z.int(),
});

export const domainTableSchema = z.strictObject({ domains: z.array(domainRowSchema) });

/** `share`: what is used of the limit; who has none counts as one who uses nothing of it. */
export const quotaSortSchema = z.enum(['userId', 'name', 'storageBytes', 'messageCount', 'share']);

export const quotaTableQuerySchema = z.strictObject({
  ...domainField,
  sort: quotaSortSchema.default('userId'),
  ...windowFields,
});

export const quotaRowSchema = quotaSchema.extend({ firstName: z.string(), lastName: z.string(), mail: z.string() });

export const quotaTableSchema = z.strictObject({ quotas: z.array(quotaRowSchema), ...tableFields });

export type UserRowView = z.output<typeof userRowSchema>;
export type AliasRowView = z.output<typeof aliasRowSchema>;
export type GroupRowView = z.output<typeof groupRowSchema>;
export type DomainRowView = z.output<typeof domainRowSchema>;
export type QuotaRowView = z.output<typeof quotaRowSchema>;
export type UserSort = z.output<typeof userSortSchema>;
export type AliasSort = z.output<typeof aliasSortSchema>;
export type GroupSort = z.output<typeof groupSortSchema>;
export type QuotaSort = z.output<typeof quotaSortSchema>;
