/** The things that the management API speaks of. */
import { z } from 'zod';
import { Failure } from '../../base/failure.ts';
import { parseSize } from '../../base/quantity.ts';
import { privilegeChoicesSchema, privilegePatchSchema } from './privilege-schemas.ts';

export const nothing = z.strictObject({});

export const languageSchema = z.enum(['en', 'fr', 'de', 'it', 'pl', 'es']);
export const roleSchema = z.enum(['user', 'help-desk', 'domain-administrator', 'administrator']);
export const membershipSchema = z.enum(['open', 'self-service', 'closed']);

/** Bytes, `500M`, `2G` (a bare number in a text is megabytes), `none`, `inherit`. REQUIREMENTS ST6 */
export const storageQuotaSchema = z
  .union([z.int().min(0), z.literal(['none', 'inherit']), z.string().max(32).transform(parseQuota)])
  .describe('Bytes, a size such as 500M or 2G (a bare number is megabytes), none, or inherit.');

export const messageQuotaSchema = z
  .union([
    z.int().min(0),
    z.literal(['none', 'inherit']),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .describe('A number of messages, none, or inherit.');

const effectiveQuotaSchema = z.union([z.int(), z.null()]);
const shownQuotaSchema = z.union([z.int(), z.literal(['none', 'inherit'])]);

/** What a level says of the accounts below it. */
export const accountPolicySchema = z.strictObject({
  storageQuota: shownQuotaSchema,
  messageQuota: shownQuotaSchema,
  privileges: privilegeChoicesSchema,
});

/** What is absent stays. */
export const accountPolicyPatchSchema = z.strictObject({
  storageQuota: storageQuotaSchema.optional(),
  messageQuota: messageQuotaSchema.optional(),
  privileges: privilegePatchSchema.optional(),
});

export const profileSchema = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  title: z.string(),
  office: z.string(),
  workPhone: z.string(),
  mobilePhone: z.string(),
  homePhone: z.string(),
  pager: z.string(),
  fax: z.string(),
  alternateMail: z.string(),
});

export const forwardingSchema = z.strictObject({
  addresses: z.array(z.string().max(512)).max(100),
  /** Mail stays here as well. */
  keepsCopy: z.boolean(),
});

export const userSchema = z.strictObject({
  userId: z.string(),
  mail: z.string(),
  role: roleSchema,
  /** Where the role holds, for the two that are of domains. */
  roleDomains: z.array(z.string()),
  isEnabled: z.boolean(),
  /** In the organisation’s address list. */
  isListed: z.boolean(),
  /** Set aside, with all that is kept; null: in use. */
  archivedAt: z.iso.datetime().nullable(),
  /** Kept by a remote directory: what that says of him is changed there. */
  isMirrored: z.boolean(),
  profile: profileSchema,
  language: languageSchema.nullable(),
  storageQuota: shownQuotaSchema,
  messageQuota: shownQuotaSchema,
  /** What is said of the user himself; `policy.show` tells what holds. */
  privileges: privilegeChoicesSchema,
  /** Null: mail stays here. */
  forwarding: forwardingSchema.nullable(),
  /** Addresses and domains (`@example.org`) whose mail no block list keeps away. */
  welcomeSenders: z.array(z.string()),
  createdAt: z.iso.datetime(),
});

export const newUserSchema = z.strictObject({
  userId: z.string().max(256),
  mail: z.string().max(512),
  password: z.string().max(2048),
  profile: profileSchema.partial().optional(),
  role: roleSchema.optional(),
  roleDomains: z.array(z.string().max(256)).max(100).optional(),
  isListed: z.boolean().optional(),
  language: languageSchema.nullable().optional(),
  storageQuota: storageQuotaSchema.optional(),
  messageQuota: messageQuotaSchema.optional(),
  privileges: privilegePatchSchema.optional(),
});

export const userPatchSchema = newUserSchema
  .omit({ password: true })
  .partial()
  .extend({
    isEnabled: z.boolean().optional(),
    forwarding: forwardingSchema.nullable().optional(),
    welcomeSenders: z.array(z.string().max(512)).max(10_000).optional(),
  });

/** What is done with mail for a domain whose origin does not prove to be what it says. */
export const domainPolicySchema = z.strictObject({
  dmarc: z.enum(['none', 'junk', 'reject']),
  spf: z.enum(['none', 'junk', 'reject']),
});

export const domainSchema = z.strictObject({
  name: z.string(),
  /** Other names of the domain: what it was called before. */
  synonyms: z.array(z.string()),
  description: z.string(),
  isPrimary: z.boolean(),
  catchAll: z.string().nullable(),
  policy: domainPolicySchema,
  /** What holds for its users where neither they nor their groups say anything. */
  accountPolicy: accountPolicySchema,
  createdAt: z.iso.datetime(),
});

export const aliasSchema = z.strictObject({
  mail: z.string(),
  description: z.string(),
  membership: membershipSchema,
  owners: z.array(z.string()),
  members: z.array(z.string()),
  isPostmaster: z.boolean(),
  createdAt: z.iso.datetime(),
});

export const quotaSchema = z.strictObject({
  userId: z.string(),
  /** What is set for the user. */
  storageQuota: shownQuotaSchema,
  messageQuota: shownQuotaSchema,
  /** What is in force; null is without limit. */
  storageLimitBytes: effectiveQuotaSchema,
  messageLimit: effectiveQuotaSchema,
  storageBytes: z.int(),
  messageCount: z.int(),
});

/** What kind of value a setting takes. */
export const settingFormSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    /** A size is bytes, a duration milliseconds. */
    kind: z.enum(['number', 'size', 'duration']),
    min: z.number(),
    max: z.number(),
    /** Whether null is a value: no limit. */
    mayBeNone: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('choice'), options: z.array(z.string()) }),
  /** Of texts; where there are options, each is one of them. */
  z.strictObject({ kind: z.literal('list'), options: z.array(z.string()).nullable() }),
  z.strictObject({ kind: z.literal('text') }),
]);

export const settingSchema = z.strictObject({
  name: z.string(),
  value: z.json(),
  default: z.json(),
  isSet: z.boolean(),
  description: z.string(),
  form: settingFormSchema,
});

export const findingSchema = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  message: z.string(),
  outcome: z.enum(['found', 'repaired', 'cannot-repair']),
});

export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    detail: z.record(z.string(), z.unknown()),
  }),
});

export type JsonValue = z.output<ReturnType<typeof z.json>>;
export type AccountPolicyView = z.output<typeof accountPolicySchema>;
export type AccountPolicyPatch = z.output<typeof accountPolicyPatchSchema>;
export type RoleName = z.output<typeof roleSchema>;
export type UserView = z.output<typeof userSchema>;
export type DomainView = z.output<typeof domainSchema>;
export type AliasView = z.output<typeof aliasSchema>;
export type QuotaView = z.output<typeof quotaSchema>;
export type SettingFormView = z.output<typeof settingFormSchema>;
export type SettingView = z.output<typeof settingSchema>;
export type FindingView = z.output<typeof findingSchema>;
export type ErrorView = z.output<typeof errorSchema>;

function parseQuota(text: string, context: z.RefinementCtx): number | 'none' | 'inherit' {
  const lower = text.toLowerCase();
  if (lower === 'none' || lower === 'inherit') return lower;
  try {
    return parseSize(text, 'm');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    context.addIssue({ code: 'custom', message: 'not a size', params: { problem: 'not-a-quota' } });
    return z.NEVER;
  }
}
