/** The remote directory as the management API speaks of it. REQUIREMENTS DI7 */
import { z } from 'zod';

export const remoteKindSchema = z.enum(['openldap', '389ds', 'active-directory']);

export const sampleSchema = z
  .strictObject({ login: z.string().max(320), password: z.string().max(1024) })
  .describe('Somebody whose password is tried: User ID or address.');

/** Attributes by field, in place of those of the kind; the empty text for what the directory does not have. */
export const remoteMappingSchema = z.partialRecord(
  z.enum([
    ...(['remoteId', 'userId', 'mail', 'disabled', 'changed'] as const),
    ...(['firstName', 'lastName', 'title', 'office', 'workPhone'] as const),
    ...(['mobilePhone', 'homePhone', 'pager', 'fax', 'alternateMail'] as const),
  ]),
  z.string().max(256),
);

export const refusedReasonSchema = z.enum([
  ...(['no-id', 'no-user-id', 'no-mail', 'bad-user-id', 'bad-mail', 'bad-field', 'missing-domain'] as const),
  ...(['user-id-taken', 'mail-taken', 'is-admin', 'has-role', 'is-off-here'] as const),
  ...(['is-disabled', 'is-double', 'not-stored'] as const),
]);

/** The first thousand, and how many there are. */
const namesSchema = z.strictObject({ count: z.int(), first: z.array(z.string()) });

const refusedSchema = z.strictObject({
  /** Distinguished name at the remote directory. */
  name: z.string(),
  reason: refusedReasonSchema,
  value: z.string(),
});

const comparisonShape = {
  /** Entries that were looked at. */
  people: z.int(),
  added: namesSchema,
  /** Who was here already, with the same User ID and address. */
  linked: namesSchema,
  changed: namesSchema,
  unchanged: z.int(),
  refused: z.strictObject({ count: z.int(), first: z.array(refusedSchema) }),
  /** That do not exist here, and in which somebody has his address. */
  missingDomains: z.array(z.string()),
};

const vanishedSchema = z.strictObject({
  /** Users who are no longer at the remote directory, and not archived yet. */
  missing: z.int(),
  of: z.int(),
  /** Too many at once: nothing is done about them. */
  isHeldBack: z.boolean(),
  archived: z.array(z.string()),
  restored: z.array(z.string()),
});

export const comparisonSchema = z.strictObject(comparisonShape);
export const syncSchema = z.strictObject({ ...comparisonShape, vanished: vanishedSchema });

export const remoteDirectorySchema = z.strictObject({
  /** `none`: there never was one; `ended`: it is no longer in use. */
  state: z.enum(['none', 'in-use', 'away', 'ended']),
  url: z.string().nullable(),
  base: z.string().nullable(),
  bindName: z.string().nullable(),
  kind: remoteKindSchema.nullable(),
  filter: z.string().nullable(),
  mapping: remoteMappingSchema.nullable(),
  since: z.iso.datetime().nullable(),
  /** Until then it is switched back by itself when it stops working. */
  probationUntil: z.iso.datetime().nullable(),
  awaySince: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** What did not work: while it is away, or why it was switched back by itself. */
  said: z.string().nullable(),
  /** Users who are kept there. */
  users: z.int(),
  /** The last comparison since the server was started. */
  last: z.strictObject({ at: z.iso.datetime(), ...comparisonShape, vanished: vanishedSchema.nullable() }).nullable(),
});

export type RemoteDirectoryView = z.output<typeof remoteDirectorySchema>;
export type ComparisonView = z.output<typeof comparisonSchema>;
export type SyncView = z.output<typeof syncSchema>;
export type RefusedReasonName = z.output<typeof refusedReasonSchema>;
