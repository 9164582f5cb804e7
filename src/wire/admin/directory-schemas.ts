/** Groups, policies and the audit log as the management API speaks of them. REQUIREMENTS DI1, DI8, SM6 */
import { z } from 'zod';
import { privilegeChoicesSchema, privilegeSchema } from './privilege-schemas.ts';
import { accountPolicySchema } from './schemas.ts';

export const groupSchema = z.strictObject({
  /** `name@domain` */
  name: z.string(),
  description: z.string(),
  /** Of several groups that say something of a user the one with the lowest decides, of equal ones the older. */
  rank: z.int(),
  accountPolicy: accountPolicySchema,
  createdAt: z.iso.datetime(),
});

const sourceSchema = z.strictObject({
  level: z.enum(['user', 'group', 'domain', 'server']),
  /** Of the group (`name@domain`) or the domain; null for the others. */
  name: z.string().nullable(),
});

/** Null is without limit. */
const decidedLimitSchema = z.strictObject({ value: z.int().nullable(), source: sourceSchema });

/** What holds for a user, and who says so. */
export const effectivePolicySchema = z.strictObject({
  userId: z.string(),
  storageBytes: decidedLimitSchema,
  messageCount: decidedLimitSchema,
  privileges: z.record(privilegeSchema, z.strictObject({ value: z.boolean(), source: sourceSchema })),
});

/** Of a user for whom something would be different: only that. */
const policyValuesSchema = z.strictObject({
  storageBytes: z.int().nullable().optional(),
  messageCount: z.int().nullable().optional(),
  privileges: privilegeChoicesSchema,
});

export const policyPreviewSchema = z.strictObject({
  /** Users in use for whom something would be different. */
  count: z.int(),
  /** The first of them by User ID. */
  users: z.array(z.strictObject({ userId: z.string(), before: policyValuesSchema, after: policyValuesSchema })),
});

export const auditTargetKindSchema = z.enum([
  'user',
  'alias',
  'group',
  'domain',
  'setting',
  'route',
  'directory',
  'service',
  'certificate',
]);

export const auditEntrySchema = z.strictObject({
  id: z.int(),
  at: z.iso.datetime(),
  /** User ID at that time, or `system`; with an empty address it was the server’s own machine. */
  actor: z.strictObject({ name: z.string(), service: z.string(), address: z.string() }),
  action: z.string(),
  target: z.strictObject({ kind: auditTargetKindSchema, name: z.string() }),
  /** Only the fields that changed; of lists what went, and in `after` what came. */
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  /** Whether there is a way back; `audit.undo` tells whether it is still open. */
  canUndo: z.boolean(),
  /** The change that took this one back; null where it stands. */
  undoneBy: z.int().nullable(),
  /** The change that this one takes back. */
  undoes: z.int().nullable(),
});

export type GroupView = z.output<typeof groupSchema>;
export type EffectivePolicyView = z.output<typeof effectivePolicySchema>;
export type PolicySourceView = z.output<typeof sourceSchema>;
export type PolicyValuesView = z.output<typeof policyValuesSchema>;
export type PolicyPreviewView = z.output<typeof policyPreviewSchema>;
export type AuditEntryView = z.output<typeof auditEntrySchema>;
