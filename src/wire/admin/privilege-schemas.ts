/** Privileges as the management API speaks of them. REQUIREMENTS DI8 */
import { z } from 'zod';

export const privilegeSchema = z.enum([
  'change-password',
  'change-profile',
  'change-forwarding',
  'change-vacation',
  'change-junk',
  'create-aliases',
  'add-alias-members',
  'add-remote-members',
]);

/** What a level says: true gives, false withholds; of what is absent the wider levels decide. */
export const privilegeChoicesSchema = z.partialRecord(privilegeSchema, z.boolean());

/** What is absent stays; null leaves it to the wider levels again. */
export const privilegePatchSchema = z.partialRecord(privilegeSchema, z.boolean().nullable());

export type PrivilegeName = z.output<typeof privilegeSchema>;
export type PrivilegePatchInput = z.input<typeof privilegePatchSchema>;
